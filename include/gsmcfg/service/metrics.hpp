// Figures of a database in Prometheus' text format (version 0.0.4).
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/config/hook.hpp"
#include "gsmcfg/service/attendant.hpp"
#include "gsmcfg/store/database.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gsmcfg::service {

struct MetricSample {
    std::string suffix;  // "_bucket", "_sum" and "_count" of a histogram
    std::vector<std::pair<std::string, std::string>> labels;
    std::string value;  // a decimal number
};

struct MetricFamily {
    std::string name, type, help;
    std::vector<MetricSample> samples;  // at least one
};

// What the store knows now, without reading on (store::MetricCounts::read_on). Throws DatabaseError.
[[nodiscard]] std::vector<MetricFamily> metrics_of(store::Database& database, std::string_view program_version,
                                                   base::UtcTime now);
[[nodiscard]] std::string metrics_text(const std::vector<MetricFamily>& families);
// As a label's value is written between its quotes.
[[nodiscard]] std::string escaped_label(std::string_view value);

struct MetricsOptions {
    std::string database_url;
    config::Metrics metrics;
    std::string program_version;
};

// Writes the file every so often, whole or not at all. What can't be written, or a database that fails, is logged once and
// stops nothing. Returns at once if no file is named. The clock outlives it.
[[nodiscard]] std::unique_ptr<Attendant> make_metrics_attendant(MetricsOptions options, base::Clock& clock);

}  // namespace gsmcfg::service
