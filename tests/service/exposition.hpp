// A strict reader of Prometheus' text format 0.0.4: everything that is not exactly so is refused.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::test {

struct ExpositionSample {
    std::string name;
    std::map<std::string, std::string> labels;
    double value = 0;
};

struct Exposition {
    std::vector<ExpositionSample> samples;
    std::map<std::string, std::string> types;  // of families
    std::string problem;                       // "line 3: …"; empty: there is none

    [[nodiscard]] const ExpositionSample* find(const std::string& name,
                                               const std::map<std::string, std::string>& labels = {}) const;
};

[[nodiscard]] Exposition read_exposition(std::string_view text);

}  // namespace gsmcfg::test
