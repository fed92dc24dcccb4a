// A channel over an AT modem.
#pragma once

#include "gsmcfg/base/secret.hpp"
#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/link/byte_link.hpp"
#include "gsmcfg/link/trace_link.hpp"
#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_info.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gsmcfg::modem {

struct ModemOptions {
    std::optional<base::Secret> pin;             // entered once, when the SIM asks; never a second time
    std::shared_ptr<link::TraceMask> mask;       // that of the link's trace; null: one of its own
    std::chrono::seconds answer_timeout{5};      // of commands that have no time-out of their own
    std::chrono::seconds prompt_timeout{15};     // +CMGS: until "> "
    std::chrono::seconds result_timeout{180};    // +CMGS: from Ctrl-Z on
    std::chrono::seconds listing_timeout{30};    // +CMGL; after it, places are read one by one
    std::chrono::seconds sim_wait{20};           // for a SIM that is busy
    std::chrono::seconds registration_wait{60};  // for a modem that searches
    std::chrono::seconds listing_interval{60};   // stored messages are listed at least that often
    std::chrono::seconds polling_interval{5};    // the same for a modem that does not announce messages
    std::chrono::milliseconds gather_time{200};  // in a burst, announcements wait that long in all, a quarter for the next
    std::chrono::seconds settling_time{30};      // after bring-up: "SMS Ready" and the like are no restart
    std::chrono::seconds return_time{60};        // after a reset or a power cycle, until it must answer again
    bool cures = true;                           // false: only looked at, never switched off, reset or power-cycled
    // Switches its power off and on; the last cure. May be empty.
    std::function<base::Result<void>(base::StopToken)> power_cycle;
    // Whether a PIN may be entered into the SIM of that ICCID (or, if it is not readable, into the modem of that IMEI), and
    // that it was refused: three errors lock a SIM, and another run must not be the second. May be empty.
    std::function<base::Result<void>(const std::string& sim)> may_enter_pin;
    std::function<void(const std::string& sim)> pin_refused;
    std::function<void(const std::string& sim)> pin_accepted;
};

using LinkOpener = std::function<base::Result<std::unique_ptr<link::ByteLink>>(base::StopToken)>;

class ModemChannel final : public channel::Channel {
public:
    // `clock` is that of the links, and outlives the channel.
    ModemChannel(std::string name, LinkOpener opener, base::Clock& clock, ModemOptions options);
    ~ModemChannel() override;

    [[nodiscard]] std::string name() const override;
    [[nodiscard]] base::Result<channel::LineIdentity> open(base::StopToken stop) override;
    [[nodiscard]] channel::SubmitResult submit(const channel::Outbound& message, base::StopToken stop) override;
    [[nodiscard]] base::Result<std::vector<channel::Event>> receive(base::MonoTime deadline, base::StopToken stop) override;
    [[nodiscard]] base::Result<void> acknowledge(std::span<const channel::Token> tokens) override;
    void suspect() override;
    [[nodiscard]] std::optional<channel::LineStatus> look(base::StopToken stop) override;
    [[nodiscard]] std::string recent_dialogue() const override;
    [[nodiscard]] base::Clock& clock() override;

    // As of the last open(); signal and storage are not asked for again.
    [[nodiscard]] const ModemInfo& info() const;
    // Brings the link and the identity up but asks for neither SIM nor network: for `gsmcfg modem info` on a broken line.
    [[nodiscard]] base::Result<ModemInfo> identify(base::StopToken stop);
    // The line itself, for SIM records and the like; null while it is closed.
    [[nodiscard]] Dialogue* dialogue();
    // What is hidden in its traces; for those who use dialogue().
    [[nodiscard]] const std::shared_ptr<link::TraceMask>& mask() const;
    // AT commands written since the channel was made.
    [[nodiscard]] std::size_t commands() const;

private:
    std::unique_ptr<class Line> line_;
};

}  // namespace gsmcfg::modem
