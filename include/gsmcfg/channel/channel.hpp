// A way to send and receive SMS that hides what is behind it: an AT modem today, an SMSC connection perhaps later.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/base/result.hpp"
#include "gsmcfg/base/secret.hpp"
#include "gsmcfg/base/stop.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace gsmcfg::channel {

// Who is on the line. What is unknown is empty.
struct LineIdentity {
    std::string imei;
    std::string imsi;
    std::string iccid;
    std::string make;
    std::string model;
    std::string firmware;
    std::size_t storage_places = 0;  // of the store that receives, for messages to come; 0 if unknown
    std::string port{};              // that was opened: "/dev/ttyUSB0"
};

struct Outbound {
    base::PhoneNumber to;
    base::Secret text;                             // UTF-8 with the credential in it: hence a Secret
    bool sensitive = true;                         // traces mask the PDU's body
    std::optional<std::chrono::minutes> validity;  // TS 23.040 §9.2.3.12, rounded up; absent: the network's own
    bool status_report = false;
    // Asked at the last moment before the text is given to the modem; false: it is not sent (`stopped`). May be empty.
    std::function<bool()> may_go{};
};

// What a failure asks for; only the service's retry policy acts on it. (TS 27.005 §3.2.5 groups by cause, this by cure.)
enum class FailureClass {
    message,      // this message will never go
    line_alarm,   // this message fails and the line needs a person: credit, service, SMSC
    network,      // try again later
    unknown,      // whether it was sent is not known
    done,         // it was sent already
    rebuild,      // the form is refused: once more without the validity period
    storage,      // the modem's storage is full or failing
    busy,         // the modem or SIM is busy for seconds
    restart,      // the modem must be brought up again
    hold,         // SIM or PIN: nothing goes until a person has helped
    unsupported,  // this modem can't do that
    port_lost,    // the modem is gone
    stopped,      // a stop was requested
};

struct Failure {
    FailureClass kind{};
    std::optional<int> cms_error;    // +CMS ERROR number, TS 27.005 §3.2.5
    std::optional<int> cme_error;    // +CME ERROR number, TS 27.007 §9.2
    std::optional<int> max_retries;  // where the facts limit them for this code
    std::string detail;              // for a person
};

enum class SubmitOutcome {
    accepted,   // the network took it
    refused,    // it certainly did not
    not_sent,   // it never left: failed before the text was given to the modem
    uncertain,  // given to the modem, no answer
};

struct SubmitResult {
    SubmitOutcome outcome{};
    std::vector<std::uint8_t> references;  // TP-MR of each part that was accepted (TS 23.040 §9.2.3.6)
    std::optional<Failure> failure;        // with every outcome but accepted
};

// Names one received item until it is acknowledged. Unique for the life of the channel object.
using Token = std::uint64_t;

// A received SMS (one TPDU). Its text has not been joined with that of other parts.
struct Inbound {
    Token token = 0;
    std::string originator;                   // "+79120000001", digits as sent (a short number), or an alphanumeric name
    std::optional<base::PhoneNumber> number;  // if the originator is an international number
    std::optional<base::UtcTime> scts;        // the SMSC's time stamp, TS 23.040 §9.2.3.11
    base::Octets tpdu;                        // SMS-DELIVER without the SMSC address
    std::string text;                         // UTF-8; empty for data or an undecodable TPDU
    std::string problem;                      // why it could not be decoded, or empty
};

enum class Delivery { delivered, still_trying, failed, expired };

// An SMS-STATUS-REPORT (TS 23.040 §9.2.2.3).
struct Report {
    Token token = 0;
    std::uint8_t reference = 0;
    std::optional<base::PhoneNumber> recipient;
    Delivery delivery{};
    std::uint8_t status = 0;  // TP-ST
    std::optional<base::UtcTime> discharged;
    base::Octets tpdu;
};

// Something about the line itself changed; `cured`: it was ill, and this was done about it.
struct LineNotice {
    enum class Kind { restarted, storage_full, registration_lost, registered, cured } kind{};
    std::string detail;
};

using Event = std::variant<Inbound, Report, LineNotice>;

// How a line is; what is unknown is absent or empty.
struct LineStatus {
    std::optional<int> signal_dbm;
    std::optional<bool> registered;  // with a network, for SMS
    std::string registration;        // in words
    std::size_t storage_used = 0;    // places of the store that receives
    std::size_t storage_places = 0;  // 0: unknown
};

// Used by one thread. Nothing here throws for what a modem may do.
class Channel {
public:
    virtual ~Channel() = default;

    // For logs and the database: "modem0", "/dev/ttyUSB0".
    [[nodiscard]] virtual std::string name() const = 0;
    // Brings the line up: afterwards it can send and receive. May be called again after a failure. Lists what is stored.
    // Errors: port_busy, port_lost, timeout, refused, stopped; detail holds the next step for a person.
    [[nodiscard]] virtual base::Result<LineIdentity> open(base::StopToken stop) = 0;
    // Sends one message, in parts if it is long. A stop takes effect only before the text is given to the modem.
    [[nodiscard]] virtual SubmitResult submit(const Outbound& message, base::StopToken stop) = 0;
    // What has arrived. Waits until there is something, the deadline (then empty) or a stop (then empty).
    // A deadline of now() only collects. Errors: port_lost, timeout (the modem no longer answers), refused.
    [[nodiscard]] virtual base::Result<std::vector<Event>> receive(base::MonoTime deadline, base::StopToken stop) = 0;
    // The items are safe in the database: the modem may forget them. Unknown tokens are ignored.
    [[nodiscard]] virtual base::Result<void> acknowledge(std::span<const Token> tokens) = 0;
    // It answers, but does not do its work (sends and hears nothing, say): the next open() goes further than a bring-up.
    virtual void suspect() {}
    // Asks the line how it is; nothing if it can't be told now. Does not bring up what is down.
    [[nodiscard]] virtual std::optional<LineStatus> look(base::StopToken stop) {
        static_cast<void>(stop);
        return std::nullopt;
    }
    // What was said last, without secrets, in the trace's format; empty if the channel keeps no such record.
    [[nodiscard]] virtual std::string recent_dialogue() const { return {}; }
    // The clock of receive()'s deadlines.
    [[nodiscard]] virtual base::Clock& clock() = 0;
};

}  // namespace gsmcfg::channel
