// The state of a modem's line as a person and a program read it: for modem info and modem check.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/modem/line_survey.hpp"
#include "gsmcfg/modem/modem_channel.hpp"

#include <string>
#include <vector>

namespace gsmcfg::cli {

struct LineView {
    std::string modem;         // as the user calls it
    bool identified = false;   // it answers AT
    bool ready = false;        // it has been brought up: it can send and receive
    std::string problem;       // what stops it, with the next step; empty if ready
    modem::LineSurvey survey;  // as much as could be found
};

// Brings the line up. Where that is refused, every part of it is asked for by itself, so that the fault can be seen.
[[nodiscard]] LineView look_at(modem::ModemChannel& channel, base::StopToken stop);

// Against the meter manual's limits of -85 and -91 dBm.
[[nodiscard]] std::string signal_words(int dbm);
// What AT+CPIN? told (TS 27.007 §8.3), with the next step where it is known.
[[nodiscard]] std::string sim_words(const modem::LineSurvey& survey);
// What stops the line; without the modem's name where that has just been said.
[[nodiscard]] std::string problem_words(const LineView& view);
// "SM: 3 of 20 places used"
[[nodiscard]] std::string store_words(const modem::StoreStatus& store);
[[nodiscard]] base::Json store_json(const modem::StoreStatus& store);
// What is not well though nothing stops: each with what to do.
[[nodiscard]] std::vector<std::string> advice_of(const LineView& view);
[[nodiscard]] std::string shown_text(const LineView& view, std::size_t width);
// Every key is always there: null or empty for what is unknown.
[[nodiscard]] base::Json to_json(const LineView& view);

}  // namespace gsmcfg::cli
