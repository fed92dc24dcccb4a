// How a run ended.
#pragma once

#include <string>
#include <vector>

namespace gsmcfg::service {

// One modem's part in a run.
struct LineReport {
    enum class End {
        finished,  // nothing more to do
        stopped,   // by request
        held,      // a cap, a window or a limit of the campaign: `reason` says which
        blocked,   // what is left waits for another campaign that nobody works on
        unusable,  // it could not be brought up, was lost for too long, or needs a person
        database,  // the database failed
    } end{};
    std::string modem;
    std::string reason;       // a sentence with the next step; for unusable and database
    bool ever_ready = false;  // it was up at least once
};

struct RunReport {
    std::vector<LineReport> lines;
    bool finished = false;  // the campaign has its outcomes
    [[nodiscard]] bool stopped() const {
        for (const auto& line : lines)
            if (line.end == LineReport::End::stopped) return true;
        return false;
    }
};

}  // namespace gsmcfg::service
