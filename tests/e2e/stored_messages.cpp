#include "stored_messages.hpp"

#include "gsmcfg/link/open_link.hpp"
#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/sms/deliver.hpp"
#include "gsmcfg/sms/submit.hpp"
#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/inbox.hpp"

#include <stdexcept>

namespace gsmcfg::e2e {
namespace {

using namespace std::chrono_literals;

template <typename T>
T value_of(base::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message());
    return std::move(*result);
}

sms::Address address_of(const std::string& text) {
    if (const auto number = base::PhoneNumber::from_e164(text)) return sms::Address::of(*number);
    return {sms::TypeOfNumber::alphanumeric, 0, text};
}

void expect_ok(modem::Dialogue& dialogue, const std::string& command) {
    if (!value_of(dialogue.run({.text = command}, 10s, {})).ok()) throw std::runtime_error("refused: " + command);
}

}  // namespace

std::string deliver_pdu(const std::string& originator, const std::string& text, int minute) {
    sms::Deliver deliver;
    deliver.originator = address_of(originator);
    deliver.user_data = value_of(sms::make_user_data(text, sms::Alphabet::gsm7));
    deliver.dcs = sms::make_dcs(sms::Alphabet::gsm7);
    deliver.scts = sms::Timestamp{std::chrono::sys_seconds(1'772'355'600s + std::chrono::minutes(minute)), 0min};
    return "00" + base::to_hex(value_of(sms::encode_deliver(deliver)));
}

std::string submit_pdu(const std::string& recipient, const std::string& text) {
    sms::SubmitRequest request;
    request.recipient = address_of(recipient);
    request.text = text;
    return "00" + base::to_hex(value_of(sms::encode_submit(request)).front());
}

void put_into_modem(const std::string& device, const std::string& store, const std::string& pdu, int state) {
    base::SystemClock clock;
    modem::Dialogue dialogue(value_of(link::open_link(device, {115200}, clock.now() + 10s, {})));
    for (const std::string command : {"ATE0", "AT+CMGF=0"}) expect_ok(dialogue, command);
    expect_ok(dialogue, "AT+CPMS=\"SM\",\"" + store + "\",\"SM\"");
    const auto length = std::to_string(pdu.size() / 2 - 1);
    const auto written =
        dialogue.run_with_body({.text = "AT+CMGW=" + length + "," + std::to_string(state), .prompt = true}, pdu, 10s, 10s, {});
    if (!written.answer || !written.answer->ok()) throw std::runtime_error("AT+CMGW was refused");
}

std::vector<FiledMessage> filed_messages(const std::string& database) {
    const auto opened = value_of(store::Database::open(database));
    std::vector<FiledMessage> found;
    store::Inbox(*opened).each([&](const store::InboundMessage& message) {
        found.push_back({message.originator, message.text, message.note, std::string(store::name(message.kind)), message.tpdu,
                         static_cast<long>(message.seen_again)});
    });
    return found;
}

std::vector<std::string> audited(const std::string& database) {
    const auto opened = value_of(store::Database::open(database));
    std::vector<std::string> found;
    store::each_audit(*opened, [&](const store::AuditEntry& entry) { found.push_back(entry.action); });
    return found;
}

}  // namespace gsmcfg::e2e
