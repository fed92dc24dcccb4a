#include "line_view.hpp"

#include "labelled_rows.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

constexpr int good_dbm = -85;
constexpr int enough_dbm = -91;

// What is known of a line that could not be brought up.
void look_closer(LineView& view, modem::ModemChannel& channel, base::StopToken stop) {
    auto identified = channel.identify(stop);
    if (!identified) return;
    view.identified = true;
    view.survey.info = *identified;
    if (auto survey = modem::survey_line(*channel.dialogue(), std::move(*identified), stop)) view.survey = std::move(*survey);
}

std::string modem_name(const modem::ModemInfo& info) {
    return info.make.empty() || info.model.empty() ? info.make + info.model : info.make + " " + info.model;
}

// Without a SIM that is ready there is no network either: that needs no advice.
std::string registration_text(const modem::LineSurvey& survey) {
    const auto& info = survey.info;
    if (!info.registration) return {};
    const auto advice = survey.sim_ready() ? modem::registration_advice(*info.registration) : std::string_view();
    return fmt::format("{} ({}){}{}", info.registration_words, *info.registration, advice.empty() ? "" : ": ", advice);
}

std::string stores_text(const modem::LineSurvey& survey) {
    std::string text;
    for (const auto& store : survey.stores) text += (text.empty() ? "" : "; ") + store_words(store);
    return text.empty() ? survey.stores_problem : text;
}

base::Json advice_json(const LineView& view) {
    auto json = base::Json::array();
    for (const auto& advice : advice_of(view)) json.push(advice);
    return json;
}

base::Json stores_json(const modem::LineSurvey& survey) {
    auto json = base::Json::array();
    for (const auto& store : survey.stores) json.push(store_json(store));
    return json;
}

}  // namespace

LineView look_at(modem::ModemChannel& channel, base::StopToken stop) {
    LineView view;
    view.modem = channel.name();
    const auto opened = channel.open(stop);
    view.ready = opened.has_value();
    if (!opened) {
        view.problem = opened.error().message();
        view.survey.info = channel.info();
        // A port that can't be opened, or that is silent, has nothing more to tell.
        const bool answers = opened.error().code == base::ErrorCode::refused || !view.survey.info.make.empty();
        if (answers && !stop.requested()) look_closer(view, channel, stop);
        return view;
    }
    view.identified = true;
    auto survey = modem::survey_ready_line(*channel.dialogue(), channel.info(), stop);
    if (survey) {
        view.survey = std::move(*survey);
        return view;
    }
    view.ready = false;
    view.problem = survey.error().message();
    view.survey.info = channel.info();
    return view;
}

std::string signal_words(int dbm) {
    if (dbm >= good_dbm) return "good";
    if (dbm >= enough_dbm) return "enough on LTE, weak on GSM";
    return "weak: use an external antenna, or move it";
}

std::string sim_words(const modem::LineSurvey& survey) {
    if (survey.sim_ready()) return "ready";
    if (survey.sim.empty()) return "unknown";
    if (survey.sim == "SIM PIN") return "asks for its PIN: --pin-file, or pin_file in the configuration";
    if (survey.sim == "SIM PUK") return "is locked after three wrong PINs: enter the PUK in a phone";
    return survey.sim;
}

std::string problem_words(const LineView& view) {
    const auto said = view.modem + ": ";
    return view.problem.starts_with(said) ? view.problem.substr(said.size()) : view.problem;
}

std::string store_words(const modem::StoreStatus& store) {
    if (!store.problem.empty()) return fmt::format("{}: {}", store.name, store.problem);
    if (!store.used || !store.total) return fmt::format("{}: the modem does not tell how full it is", store.name);
    return fmt::format("{}: {} of {} places used{}", store.name, *store.used, *store.total, store.full() ? ", full" : "");
}

base::Json store_json(const modem::StoreStatus& store) {
    auto json = base::Json::object();
    json.set("store", store.name)
        .set("used", store.used)
        .set("total", store.total)
        .set("receives", store.receives)
        .set("full", store.full())
        .set("problem", store.problem);
    return json;
}

std::vector<std::string> advice_of(const LineView& view) {
    std::vector<std::string> advice;
    if (!view.identified) return advice;
    const auto& info = view.survey.info;
    if (info.registration && modem::is_registered(*info.registration))
        if (const auto words = modem::registration_advice(*info.registration); !words.empty()) advice.emplace_back(words);
    if (info.signal_dbm && *info.signal_dbm < enough_dbm)
        advice.emplace_back("the signal is weak: use an external antenna, or move it");
    if (!info.signal_dbm && view.survey.sim_ready()) advice.emplace_back("the modem tells no signal: check the antenna");
    for (const auto& store : view.survey.stores)
        if (store.full())
            advice.push_back(fmt::format("{} is full{}: gsmcfg storage list --store {}, then gsmcfg storage clear --store {}",
                                         store.name, store.receives ? ", so that nothing more can arrive" : "", store.name,
                                         store.name));
    if (view.ready && !info.announces) advice.emplace_back("the modem does not announce messages: it is asked for them");
    return advice;
}

std::string shown_text(const LineView& view, std::size_t width) {
    const auto& info = view.survey.info;
    auto text = base::escape_control(view.modem) + "\n";
    const auto row = [&](std::string_view name, const std::string& value) { text += labelled_row(name, value, width); };
    row("modem", modem_name(info));
    row("firmware", info.firmware);
    row("IMEI", info.imei);
    if (view.identified) row("SIM", sim_words(view.survey));
    row("IMSI", info.imsi);
    row("ICCID", info.iccid);
    row("operator", info.operator_name);
    row("registration", registration_text(view.survey));
    if (info.signal_dbm) row("signal", fmt::format("{} dBm, {}", *info.signal_dbm, signal_words(*info.signal_dbm)));
    else if (view.identified) row("signal", "unknown");
    row("SMSC", info.smsc.empty() && view.survey.sim_ready() ? "unknown" : info.smsc);
    row("storage", stores_text(view.survey));
    row(view.ready ? "state" : "problem", view.ready ? "ready to send and receive" : problem_words(view));
    for (const auto& advice : advice_of(view)) row("note", advice);
    return text;
}

base::Json to_json(const LineView& view) {
    const auto& info = view.survey.info;
    auto json = base::Json::object();
    json.set("modem", view.modem)
        .set("make", info.make)
        .set("model", info.model)
        .set("firmware", info.firmware)
        .set("imei", info.imei)
        .set("sim", view.survey.sim)
        .set("imsi", info.imsi)
        .set("iccid", info.iccid)
        .set("operator", info.operator_name)
        .set("registration", info.registration)
        .set("registration_words", info.registration_words)
        .set("signal_dbm", info.signal_dbm)
        .set("signal_words", info.signal_dbm ? base::Json(signal_words(*info.signal_dbm)) : base::Json())
        .set("smsc", info.smsc)
        .set("announces", view.ready ? base::Json(info.announces) : base::Json())
        .set("store", info.store)
        .set("store_used", info.store_used)
        .set("store_total", info.store_total)
        .set("stores", stores_json(view.survey))
        .set("ready", view.ready)
        .set("problem", view.problem)
        .set("advice", advice_json(view));
    return json;
}

}  // namespace gsmcfg::cli
