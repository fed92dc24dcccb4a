// What is on a SIM, against what should be there. Pure.
#pragma once

#include "gsmcfg/master_sim/card.hpp"
#include "gsmcfg/master_sim/content.hpp"
#include "gsmcfg/store/master_sims.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::master_sim {

enum class Finding {
    right,
    differs,  // a record for these settings is there, and says something else
    missing,
    misplaced,  // it is there, but not behind the one before it
    foreign,    // a message that does not belong there
};
[[nodiscard]] std::string_view name(Finding finding);

struct RecordFinding {
    Finding finding{};
    std::string settings;  // "apn"; empty for a message that sets nothing
    int place = 0;         // 0: missing
    std::string note;
};

struct VerifyOptions {
    bool raw = true;              // the statuses are those of the SIM
    bool status_matters = false;  // "read since" is a difference
    bool ignore_others = false;   // messages that set nothing are no findings
};

// By the text, whoever sent it and when, and its order. Foreign messages are findings too. All is as wanted if every finding is
// right.
[[nodiscard]] std::vector<RecordFinding> verify_content(const meter::Dialect& dialect, const Content& wanted,
                                                        const CardContents& found, const VerifyOptions& options);
// By the fingerprints: the passwords in the records are not looked at.
[[nodiscard]] std::vector<RecordFinding> verify_manifest(const meter::Dialect& dialect, const store::MasterSim& manifest,
                                                         const CardContents& found, const VerifyOptions& options);
[[nodiscard]] bool all_right(const std::vector<RecordFinding>& findings);

// The settings that a text sets as this dialect writes it: "apn"; empty if it is no such command.
[[nodiscard]] std::string settings_of(const meter::Dialect& dialect, const base::Secret& text);
// A received message with a command of the dialect in it.
[[nodiscard]] bool is_settings_record(const meter::Dialect& dialect, const base::Secret& record);

}  // namespace gsmcfg::master_sim
