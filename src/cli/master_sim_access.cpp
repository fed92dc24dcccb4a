#include "master_sim_access.hpp"

#include "interrupt.hpp"
#include "job.hpp"
#include "local_time.hpp"
#include "master_sim_terminal.hpp"
#include "modem_loan.hpp"
#include "passwords.hpp"
#include "recap.hpp"
#include "storage_access.hpp"

#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <set>

namespace gsmcfg::cli {

Outcome<int> with_card(Invocation& invocation, const std::function<Outcome<int>(CardAccess&)>& use) {
    const auto choices = chosen_modems(invocation);
    if (!choices) return refuse(choices.error());
    if (choices->size() > 1)
        return refuse(exit_code::usage, fmt::format("there are {} modems: say which one with --modem", choices->size()));
    base::SystemClock clock;
    const Interrupt interrupt;
    const auto loan = ModemLoan::take(invocation, *choices, clock, interrupt.token());
    if (!loan) return refuse(loan.error());
    auto channels = make_channels(invocation, *choices, clock, Purpose::look);
    if (!channels) return refuse(channels.error());
    master_sim::Card card(*channels->front());
    CardAccess access{card, clock, interrupt.token()};
    return use(access);
}

Outcome<int> with_open_card(Invocation& invocation, const std::function<Outcome<int>(CardAccess&)>& use) {
    return with_card(invocation, [&](CardAccess& access) -> Outcome<int> {
        const auto opened = access.card.open(access.stop);
        auto used = opened ? use(access) : Outcome<int>(refuse_modem(opened.error()));
        if (const auto closed = access.card.close(); !closed) remark(base::escape_control(closed.error().message()));
        return used;
    });
}

Outcome<MasterSimDesk> make_desk(Invocation& invocation, CardAccess& access, const meter::Dialect& dialect, bool asks,
                                 std::string_view action) {
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    MasterSimDesk desk{**database, {}, {}, {}, {}, {}, {}, {}, {}};
    desk.password = [&invocation, &dialect](const std::string& name) -> Outcome<base::Secret> {
        const auto credentials = passwords_for(invocation, dialect, false, {name});
        if (!credentials) return refuse(credentials.error());
        auto found = credentials->find(name);
        if (!found) return refuse(exit_code::usage, found.error().message());
        return std::move(*found);
    };
    desk.save = [&invocation, &access](const std::string& imsi, std::span<const modem::StoredMessage> messages) {
        return file_stored(invocation, access.card.channel().name(), imsi, messages, access.clock.utc());
    };
    desk.audit = [&invocation, &access, action = std::string(action)] {
        return write_audit_row(invocation, action, access.clock.utc());
    };
    if (asks) desk.agree = [&invocation](const std::string& question) { return agreed(invocation, question); };
    const bool json = invocation.json();
    desk.say = [json](const std::string& text) {
        if (json) remark(base::trim(text));
        else print(text);
        std::fflush(stdout);
    };
    if (json) desk.event = print_json;
    desk.note = [say = desk.say, said = std::make_shared<std::set<std::string>>()](const std::string& text) {
        if (said->insert(text).second) say("note: " + text + "\n");
    };
    desk.writing = [notice = std::make_shared<std::optional<CtrlCNotice>>()](bool on) {
        if (on) notice->emplace(STDERR_FILENO, "\ntaking off what was written, wait\n");
        else notice->reset();
    };
    const auto actor = base::current_actor();
    desk.user = actor.user;
    desk.host = actor.host;
    return desk;
}

base::Json manifest_json(std::string_view event, const store::MasterSim& sim) {
    auto records = base::Json::array();
    for (const auto& record : sim.records)
        records.push(
            base::Json::object().set("place", record.place).set("settings", record.settings).set("sha256", record.fingerprint));
    return base::Json::object()
        .set("event", event)
        .set("number", sim.number)
        .set("iccid", sim.iccid)
        .set("imsi", sim.imsi)
        .set("phone", sim.phone)
        .set("serial", sim.serial)
        .set("label", sim.label)
        .set("written_at", iso_time(sim.written_at))
        .set("erased_at", sim.erased_at ? base::Json(iso_time(*sim.erased_at)) : base::Json())
        .set("profile", sim.profile_name)
        .set("profile_hash", sim.profile_hash)
        .set("dialect", sim.dialect_name)
        .set("dialect_hash", sim.dialect_hash)
        .set("credential", sim.credential)
        .set("way", sim.way)
        .set("status", sim.status)
        .set("sender", sim.sender)
        .set("complete", sim.complete)
        .set("kept", sim.kept)
        .set("modem", sim.modem)
        .set("user", sim.user_name)
        .set("host", sim.host)
        .set("records", std::move(records));
}

std::string manifest_line(const store::MasterSim& sim) {
    std::string text =
        fmt::format("no. {}: SIM {}, {} by {}, {}, {}", sim.number, sim.iccid, counted(sim.records.size(), "record"), sim.way,
                    local_time(sim.written_at), base::escape_control(sim.profile_name));
    for (const auto& part : {sim.phone, sim.serial, sim.label})
        if (!part.empty()) text += ", " + base::escape_control(part);
    if (!sim.complete) text += "; not whole";
    if (sim.erased_at) text += "; replaced or erased " + local_time(*sim.erased_at);
    return text + "\n";
}

std::string manifest_text(const store::MasterSim& sim) {
    auto text = fmt::format("no. {}: SIM {}, {} by {}, status {}, {}\n", sim.number, sim.iccid,
                            counted(sim.records.size(), "record"), sim.way, sim.status, local_time(sim.written_at));
    if (!sim.phone.empty())
        text += fmt::format("  {}{}{}\n", sim.phone, sim.serial.empty() ? "" : "  " + base::escape_control(sim.serial),
                            sim.label.empty() ? "" : "  " + base::escape_control(sim.label));
    text += fmt::format("  profile {} ({})\n", base::escape_control(sim.profile_name), sim.profile_hash.substr(0, 12));
    for (const auto& record : sim.records)
        text += fmt::format("  {:>3}  {:<10}  {}\n", record.place, record.settings, record.fingerprint.substr(0, 16));
    if (sim.erased_at) text += fmt::format("  replaced or erased {}\n", local_time(*sim.erased_at));
    return text;
}

}  // namespace gsmcfg::cli
