#include "gsmcfg/sms/submit.hpp"

#include "gsmcfg/sms/text_parts.hpp"
#include "sms/tpdu.hpp"

namespace gsmcfg::sms {
namespace {

constexpr const char* type = "SUBMIT";

// TP-VP's place is after TP-DCS; the format is said by the first octet.
base::Result<void> decode_fields(OctetReader& reader, Submit& submit, ValidityFormat format, bool has_header) {
    const auto reference = reader.octet("reference");
    if (!reference) return base::fail(reference.error());
    submit.reference = *reference;
    auto recipient = decode_address(reader, "recipient");
    if (!recipient) return base::fail(recipient.error());
    submit.recipient = std::move(*recipient);
    const auto pid = reader.octet("pid");
    if (!pid) return base::fail(pid.error());
    submit.pid = *pid;
    const auto dcs = reader.octet("dcs");
    if (!dcs) return base::fail(dcs.error());
    submit.dcs = decode_dcs(*dcs);
    auto validity = decode_validity(reader, format);
    if (!validity) return base::fail(validity.error());
    submit.validity = std::move(*validity);
    auto data = decode_user_data(reader, submit.dcs, has_header);
    if (!data) return base::fail(data.error());
    submit.user_data = std::move(*data);
    return {};
}

}  // namespace

base::Result<Octets> encode_submit(const Submit& submit) {
    if (auto agrees = tpdu::check_alphabet(submit.dcs, submit.user_data, type); !agrees) return base::fail(agrees.error());
    const auto recipient = encode_address(submit.recipient);
    if (!recipient) return tpdu::within(type, "recipient", recipient.error());
    const auto validity = encode_validity(submit.validity);
    if (!validity) return tpdu::within(type, "validity", validity.error());
    const auto data = encode_user_data(submit.user_data);
    if (!data) return tpdu::within(type, "user_data", data.error());

    unsigned first = tpdu::type_submit | static_cast<unsigned>(submit.validity.format) << tpdu::validity_format_shift;
    if (submit.reject_duplicates) first |= tpdu::reject_duplicates;
    if (submit.status_report) first |= tpdu::status_report;
    if (!submit.user_data.header.elements.empty()) first |= tpdu::user_data_header;
    if (submit.reply_path) first |= tpdu::reply_path;

    Octets octets{static_cast<std::uint8_t>(first), submit.reference};
    tpdu::append(octets, *recipient);
    octets.push_back(submit.pid);
    octets.push_back(submit.dcs.value);
    tpdu::append(octets, *validity);
    tpdu::append(octets, *data);
    return octets;
}

base::Result<std::vector<Octets>> encode_submit(const SubmitRequest& request) {
    if (request.message_class && *request.message_class > 3)
        return base::fail(base::ErrorCode::invalid_argument, "SUBMIT.dcs", "a message class is 0 to 3");
    auto parts = split_text(request.text, request.concat_reference);
    if (!parts) return tpdu::within(type, "user_data", parts.error());
    Submit submit;
    submit.recipient = request.recipient;
    submit.status_report = request.status_report;
    submit.reject_duplicates = request.reject_duplicates;
    if (request.validity) submit.validity = {ValidityFormat::relative, *request.validity, std::nullopt, false};
    std::vector<Octets> tpdus;
    tpdus.reserve(parts->size());
    for (auto& part : *parts) {
        submit.dcs = make_dcs(part.alphabet, request.message_class);
        submit.user_data = std::move(part);
        auto tpdu = encode_submit(submit);
        if (!tpdu) return base::fail(tpdu.error());
        tpdus.push_back(std::move(*tpdu));
    }
    return tpdus;
}

base::Result<Submit> decode_submit(OctetSpan tpdu, std::size_t start) {
    OctetReader reader(tpdu, type, start);
    const auto first = reader.octet("first_octet");
    if (!first) return base::fail(first.error());
    if ((*first & tpdu::message_type_mask) != tpdu::type_submit)
        return reader.refuse(base::ErrorCode::malformed, "first_octet", "the message type is not SMS-SUBMIT", start);
    Submit submit;
    submit.reject_duplicates = (*first & tpdu::reject_duplicates) != 0;
    submit.status_report = (*first & tpdu::status_report) != 0;
    submit.reply_path = (*first & tpdu::reply_path) != 0;
    const auto format = static_cast<ValidityFormat>(*first >> tpdu::validity_format_shift & tpdu::validity_format_mask);
    const auto fields = decode_fields(reader, submit, format, (*first & tpdu::user_data_header) != 0);
    if (!fields) return base::fail(fields.error());
    if (auto end = tpdu::expect_end(reader); !end) return base::fail(end.error());
    return submit;
}

}  // namespace gsmcfg::sms
