#include "gsmcfg/sms/deliver.hpp"

#include "sms/tpdu.hpp"

namespace gsmcfg::sms {
namespace {

constexpr const char* type = "DELIVER";

base::Result<void> decode_fields(OctetReader& reader, Deliver& deliver, bool has_header) {
    auto originator = decode_address(reader, "originator");
    if (!originator) return base::fail(originator.error());
    deliver.originator = std::move(*originator);
    const auto pid = reader.octet("pid");
    if (!pid) return base::fail(pid.error());
    deliver.pid = *pid;
    const auto dcs = reader.octet("dcs");
    if (!dcs) return base::fail(dcs.error());
    deliver.dcs = decode_dcs(*dcs);
    const auto scts = decode_timestamp(reader, "scts");
    if (!scts) return base::fail(scts.error());
    deliver.scts = *scts;
    auto data = decode_user_data(reader, deliver.dcs, has_header);
    if (!data) return base::fail(data.error());
    deliver.user_data = std::move(*data);
    return {};
}

}  // namespace

base::Result<Deliver> decode_deliver(OctetSpan tpdu, std::size_t start) {
    OctetReader reader(tpdu, type, start);
    const auto first = reader.octet("first_octet");
    if (!first) return base::fail(first.error());
    if ((*first & tpdu::message_type_mask) != tpdu::type_deliver)
        return reader.refuse(base::ErrorCode::malformed, "first_octet", "the message type is not SMS-DELIVER", start);
    Deliver deliver;
    deliver.more_messages = (*first & tpdu::no_more_messages) == 0;
    deliver.loop_prevention = (*first & tpdu::loop_prevention) != 0;
    deliver.status_report = (*first & tpdu::status_report) != 0;
    deliver.reply_path = (*first & tpdu::reply_path) != 0;
    const auto fields = decode_fields(reader, deliver, (*first & tpdu::user_data_header) != 0);
    if (!fields) return base::fail(fields.error());
    if (auto end = tpdu::expect_end(reader); !end) return base::fail(end.error());
    return deliver;
}

base::Result<Octets> encode_deliver(const Deliver& deliver) {
    if (auto agrees = tpdu::check_alphabet(deliver.dcs, deliver.user_data, type); !agrees) return base::fail(agrees.error());
    const auto originator = encode_address(deliver.originator);
    if (!originator) return tpdu::within(type, "originator", originator.error());
    const auto scts = encode_timestamp(deliver.scts);
    if (!scts) return tpdu::within(type, "scts", scts.error());
    const auto data = encode_user_data(deliver.user_data);
    if (!data) return tpdu::within(type, "user_data", data.error());

    unsigned first = tpdu::type_deliver;
    if (!deliver.more_messages) first |= tpdu::no_more_messages;
    if (deliver.loop_prevention) first |= tpdu::loop_prevention;
    if (deliver.status_report) first |= tpdu::status_report;
    if (!deliver.user_data.header.elements.empty()) first |= tpdu::user_data_header;
    if (deliver.reply_path) first |= tpdu::reply_path;

    Octets octets{static_cast<std::uint8_t>(first)};
    tpdu::append(octets, *originator);
    octets.push_back(deliver.pid);
    octets.push_back(deliver.dcs.value);
    tpdu::append(octets, *scts);
    tpdu::append(octets, *data);
    return octets;
}

}  // namespace gsmcfg::sms
