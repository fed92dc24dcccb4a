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

// One attempt a SIM, ever: the next wrong one would be one nearer to the lock.
modem::ModemOptions lock_options(master_sim::Card& card, store::Database& database) {
    modem::ModemOptions options;
    options.mask = card.channel().mask();
    options.may_enter_pin = [&database](const std::string& iccid) -> base::Result<void> {
        const auto refusal = store::Registers(database).pin_refusal(iccid);
        if (!refusal) return {};
        return base::fail(base::ErrorCode::refused, "SIM " + iccid,
                          fmt::format("it refused a PIN on {}, and no second one is tried: switch its PIN off in a phone",
                                      local_time(refusal->at)));
    };
    options.pin_refused = [&database, &card](const std::string& iccid) {
        store::Transaction transaction(database);
        store::Registers(database).pin_refused(iccid, card.clock().utc());
        transaction.commit();
    };
    options.pin_accepted = [&database](const std::string& iccid) {
        store::Transaction transaction(database);
        store::Registers(database).pin_accepted(iccid);
        transaction.commit();
    };
    return options;
}

}  // namespace

Outcome<void> open_lock(master_sim::Card& card, const modem::SimLook& look, const MasterSimJob& job, store::Database& database,
                        base::StopToken stop) {
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
    const auto taken =
        modem::take_off_pin_lock(card.dialogue(), lock_options(card, database), look.iccid, look.asks_pin, *pin, stop);
    if (!taken) return refuse_modem(taken.error());
    return {};
}

}  // namespace gsmcfg::cli
