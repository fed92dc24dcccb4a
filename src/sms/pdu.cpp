#include "gsmcfg/sms/pdu.hpp"

#include "sms/tpdu.hpp"

#include <algorithm>

namespace gsmcfg::sms {
namespace {

using Message = std::variant<Deliver, Submit, StatusReport>;

template <typename T>
base::Result<Message> as_message(base::Result<T>&& decoded) {
    if (!decoded) return base::fail(decoded.error());
    return Message(std::move(*decoded));
}

base::Result<Message> unsupported(std::string what, std::size_t start) {
    return base::fail(base::ErrorCode::unsupported, "TPDU.first_octet", std::move(what) + " is not read by this program", start);
}

base::Result<Message> decode_tpdu(OctetSpan tpdu, std::size_t start, Direction direction) {
    if (tpdu.empty()) return base::fail(base::ErrorCode::truncated, "TPDU.first_octet", "there is no TPDU", start);
    const bool from_phone = direction == Direction::to_network;
    const bool from_network = direction == Direction::from_network;
    switch (tpdu.front() & tpdu::message_type_mask) {
        case tpdu::type_deliver:
            if (from_phone) return unsupported("an SMS-DELIVER-REPORT", start);
            return as_message(decode_deliver(tpdu, start));
        case tpdu::type_submit:
            if (from_network) return unsupported("an SMS-SUBMIT-REPORT", start);
            return as_message(decode_submit(tpdu, start));
        case tpdu::type_status_report:
            if (from_phone) return unsupported("an SMS-COMMAND", start);
            return as_message(decode_status_report(tpdu, start));
        default: return unsupported("the reserved message type 11", start);
    }
}

base::Result<DecodedPdu> read_without_smsc(OctetSpan octets, Direction direction) {
    auto message = decode_tpdu(octets, 0, direction);
    if (!message) return base::fail(message.error());
    return DecodedPdu{false, std::nullopt, Octets(octets.begin(), octets.end()), std::move(*message)};
}

base::Result<DecodedPdu> read_with_smsc(OctetSpan octets, Direction direction) {
    OctetReader reader(octets, "SMSC");
    auto smsc = decode_smsc(reader);
    if (!smsc) return base::fail(smsc.error());
    const auto tpdu = reader.rest();
    auto message = decode_tpdu(tpdu, reader.offset(), direction);
    if (!message) return base::fail(message.error());
    return DecodedPdu{true, std::move(*smsc), Octets(tpdu.begin(), tpdu.end()), std::move(*message)};
}

// An SMSC is a number of decimal digits; anything else says that the PDU was read a field too far.
bool plausible(const std::optional<Address>& smsc) {
    if (!smsc) return true;
    return smsc->type != TypeOfNumber::alphanumeric && !smsc->text.empty() &&
           std::ranges::all_of(smsc->text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

base::Result<DecodedPdu> decode_pdu(OctetSpan octets, SmscField smsc, Direction direction) {
    if (smsc == SmscField::absent) return read_without_smsc(octets, direction);
    auto first = read_with_smsc(octets, direction);
    if (smsc == SmscField::present || (first && plausible(first->smsc))) return first;
    auto second = read_without_smsc(octets, direction);
    if (second || first) return second ? std::move(second) : std::move(first);
    return first;
}

}  // namespace gsmcfg::sms
