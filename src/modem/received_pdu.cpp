#include "modem/received_pdu.hpp"

#include "gsmcfg/sms/pdu.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using Item = std::variant<channel::Inbound, channel::Report>;

channel::Delivery to_delivery(sms::DeliveryState state) {
    switch (state) {
        case sms::DeliveryState::done: return channel::Delivery::delivered;
        case sms::DeliveryState::trying: return channel::Delivery::still_trying;
        case sms::DeliveryState::expired: return channel::Delivery::expired;
        case sms::DeliveryState::failed:
        case sms::DeliveryState::gave_up: return channel::Delivery::failed;
    }
    return channel::Delivery::failed;
}

channel::Inbound to_inbound(const sms::Deliver& deliver, base::Octets tpdu) {
    channel::Inbound inbound;
    inbound.originator = deliver.originator.display();
    inbound.number = deliver.originator.number();
    if (deliver.scts) inbound.scts = deliver.scts->utc_time();
    inbound.tpdu = std::move(tpdu);
    inbound.text = deliver.user_data.text;
    if (deliver.user_data.problem) inbound.problem = deliver.user_data.problem->message();
    return inbound;
}

channel::Report to_report(const sms::StatusReport& source, base::Octets tpdu) {
    channel::Report report;
    report.reference = source.reference;
    report.recipient = source.recipient.number();
    report.status = source.status;
    report.delivery = to_delivery(sms::delivery_state(source.status));
    if (source.discharged) report.discharged = source.discharged->utc_time();
    report.tpdu = std::move(tpdu);
    return report;
}

channel::Inbound undecodable(base::Octets octets, std::string problem) {
    channel::Inbound inbound;
    inbound.tpdu = std::move(octets);
    inbound.problem = std::move(problem);
    return inbound;
}

// The whole octets before the first character that is no digit.
base::Octets readable_octets(std::string_view hex) {
    std::size_t digits = hex.find_first_not_of("0123456789ABCDEFabcdef");
    if (digits == std::string_view::npos) digits = hex.size();
    return base::from_hex(hex.substr(0, digits - digits % 2)).value_or(base::Octets{});
}

base::Octets without_smsc(const base::Octets& octets) {
    if (octets.empty() || octets.front() > 12 || octets.size() <= octets.front() + 1U) return octets;
    return {octets.begin() + octets.front() + 1, octets.end()};
}

// A PDU that is as long as its header says has either no SMSC address, or a modem that counts it.
sms::SmscField smsc_field(const base::Octets& octets, std::optional<int> length) {
    const bool whole = length && *length > 0 && octets.size() == static_cast<std::size_t>(*length);
    return whole ? sms::SmscField::detect : sms::SmscField::present;
}

}  // namespace

bool is_whole(std::string_view hex, std::optional<int> length) {
    const auto octets = base::from_hex(hex);
    if (!octets || octets->empty()) return false;
    if (!length) return true;
    const auto expected = static_cast<std::size_t>(std::max(0, *length));
    return octets->size() == expected || octets->size() == expected + octets->front() + 1U;
}

Item read_pdu(std::string_view hex, std::optional<int> length) {
    auto octets = base::from_hex(hex);
    if (!octets) return undecodable(without_smsc(readable_octets(hex)), octets.error().message());
    auto pdu = sms::decode_pdu(*octets, smsc_field(*octets, length), sms::Direction::from_network);
    if (!pdu) return undecodable(without_smsc(*octets), pdu.error().message());
    if (const auto* deliver = std::get_if<sms::Deliver>(&pdu->message)) return to_inbound(*deliver, std::move(pdu->tpdu));
    if (const auto* report = std::get_if<sms::StatusReport>(&pdu->message)) return to_report(*report, std::move(pdu->tpdu));
    return undecodable(std::move(pdu->tpdu), "a message to the network, not from it");
}

}  // namespace gsmcfg::modem
