#include "master_sim_write.hpp"

#include "local_time.hpp"
#include "storage_access.hpp"

#include "gsmcfg/modem/sim_lock.hpp"
#include "gsmcfg/store/registers.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view why_not =
    "a module can't enter a PIN, so a Master SIM must not ask for one: switch it off in a phone, or with --disable-pin --pins "
    "FILE";
constexpr std::string_view no_second = "no second one is tried: switch its PIN off in a phone";

// With its check digit and without: modems differ in it.
std::vector<std::string> forms_of(const std::string& iccid) {
    std::vector<std::string> forms{iccid, iccid.substr(0, iccid.size() - 1)};
    for (const char digit : std::string_view("0123456789")) forms.push_back(iccid + digit);
    return forms;
}

// The one attempt that a SIM has, ever. It is in the database before the SIM gets the PIN: whatever happens then, no second one
// follows.
class Attempt {
public:
    Attempt(store::Database& database, std::string iccid, base::UtcTime now)
        : database_(database), iccid_(std::move(iccid)), now_(now) {}

    base::Result<void> note() {
        store::Registers registers(database_);
        for (const auto& form : forms_of(iccid_)) {
            const auto earlier = registers.pin_refusal(form);
            if (!earlier) continue;
            return base::fail(
                base::ErrorCode::refused, "SIM " + iccid_,
                fmt::format("a PIN that was given to it on {} was not taken, and {}", local_time(earlier->at), no_second));
        }
        store::Transaction transaction(database_);
        registers.pin_refused(iccid_, now_);
        transaction.commit();
        noted_ = true;
        return {};
    }
    // The SIM took it, or never looked at it.
    void take_back() {
        store::Transaction transaction(database_);
        store::Registers(database_).pin_accepted(iccid_);
        transaction.commit();
    }
    [[nodiscard]] bool noted() const { return noted_; }

private:
    store::Database& database_;
    std::string iccid_;
    base::UtcTime now_;
    bool noted_ = false;
};

Outcome<void> take_off(master_sim::Card& card, const modem::SimLook& look, const base::Secret& pin, store::Database& database,
                       base::StopToken stop) {
    Attempt attempt(database, look.iccid, card.clock().utc());
    modem::ModemOptions options;
    options.mask = card.channel().mask();
    options.may_enter_pin = [&attempt](const std::string&) { return attempt.note(); };
    const auto taken = modem::take_off_pin_lock(card.dialogue(), options, look.iccid, look.asks_pin, pin, stop);
    if (taken) {
        attempt.take_back();
        return {};
    }
    if (!attempt.noted()) return refuse_modem(taken.error());
    const auto code = taken.error().code;
    // Busy, or stopped before it was given.
    if (code == base::ErrorCode::not_ready || code == base::ErrorCode::stopped) {
        attempt.take_back();
        return refuse_modem(taken.error());
    }
    if (code == base::ErrorCode::refused)
        return refuse(exit_code::modem, fmt::format("SIM {} refused the PIN that --pins has for it; {}", look.iccid, no_second));
    auto failure = refuse_modem(taken.error());
    failure.value().lines.push_back(
        fmt::format("nobody can tell whether SIM {} has counted the PIN as a wrong one, so {}", look.iccid, no_second));
    return failure;
}

// The question took its time: it is still that SIM.
Outcome<void> check_same(master_sim::Card& card, const modem::SimLook& look, base::StopToken stop) {
    const auto now = card.look(stop);
    if (!now) return refuse_modem(now.error());
    if (!now->absent && same_iccid(now->iccid, look.iccid)) return {};
    const auto* what = now->absent ? "the SIM is gone"
                       : now->iccid.empty()
                           ? "the SIM's ICCID can't be read any more: nobody can tell whether it is still the same SIM"
                           : "another SIM is in the modem now";
    return refuse({exit_code::modem, {what, "no PIN was entered"}});
}

}  // namespace

Outcome<void> open_lock(master_sim::Card& card, const modem::SimLook& look, const MasterSimJob& job, store::Database& database,
                        const std::function<Outcome<void>()>& permit, base::StopToken stop) {
    if (!look.ready && !look.asks_pin) return {};
    if (look.ready) {
        const auto lock = modem::read_pin_lock(card.dialogue(), stop);
        if (!lock) return refuse_modem(lock.error());
        if (*lock == modem::PinLock::unknown)
            remark("the modem does not tell whether the SIM's PIN is on (AT+CLCK): a module could not enter it");
        if (*lock != modem::PinLock::on) return {};
    }
    const auto asks = fmt::format("the PIN of SIM {} is on", look.iccid.empty() ? "(ICCID unknown)" : look.iccid);
    if (!job.disable_pin) return refuse({exit_code::modem, {asks, std::string(why_not)}});
    if (look.iccid.empty())
        return refuse(exit_code::modem, "the modem does not tell the SIM's ICCID before its PIN: switch the PIN off in a phone");
    const auto* pin = job.pin_of(look.iccid);
    if (pin == nullptr) return refuse(exit_code::modem, asks + ", and the file of --pins has no line for it");
    if (auto permitted = permit(); !permitted) return permitted;
    if (auto same = check_same(card, look, stop); !same) return same;
    return take_off(card, look, *pin, database, stop);
}

}  // namespace gsmcfg::cli
