#include "gsmcfg/sms/status_report.hpp"

#include "sms/tpdu.hpp"

#include <algorithm>

namespace gsmcfg::sms {
namespace {

constexpr const char* type = "STATUS-REPORT";
constexpr std::uint8_t expired_status = 0x46;

// TP-PI, TS 23.040 §9.2.3.27.
constexpr unsigned pi_pid = 0x01;
constexpr unsigned pi_dcs = 0x02;
constexpr unsigned pi_user_data = 0x04;
constexpr unsigned pi_extension = 0x80;

struct Meaning {
    std::uint8_t status;
    std::string_view words;
};
// §9.2.3.15
constexpr Meaning meanings[] = {
    {0x00, "received by the recipient"},
    {0x01, "passed on to the recipient; the service centre can't confirm the delivery"},
    {0x02, "replaced by the service centre"},
    {0x20, "still trying: congestion"},
    {0x21, "still trying: the recipient is busy"},
    {0x22, "still trying: no response from the recipient"},
    {0x23, "still trying: service rejected"},
    {0x24, "still trying: quality of service not available"},
    {0x25, "still trying: error at the recipient"},
    {0x40, "failed: remote procedure error"},
    {0x41, "failed: incompatible destination"},
    {0x42, "failed: the recipient rejected the connection"},
    {0x43, "failed: not obtainable"},
    {0x44, "failed: quality of service not available"},
    {0x45, "failed: no interworking available"},
    {0x46, "the validity period expired"},
    {0x47, "deleted by the sender"},
    {0x48, "deleted by the service centre"},
    {0x49, "failed: the message does not exist"},
    {0x60, "gave up: congestion"},
    {0x61, "gave up: the recipient was busy"},
    {0x62, "gave up: no response from the recipient"},
    {0x63, "gave up: service rejected"},
    {0x64, "gave up: quality of service not available"},
    {0x65, "gave up: error at the recipient"},
};

base::Result<void> decode_mandatory(OctetReader& reader, StatusReport& report) {
    const auto reference = reader.octet("reference");
    if (!reference) return base::fail(reference.error());
    report.reference = *reference;
    auto recipient = decode_address(reader, "recipient");
    if (!recipient) return base::fail(recipient.error());
    report.recipient = std::move(*recipient);
    const auto scts = decode_timestamp(reader, "scts");
    if (!scts) return base::fail(scts.error());
    report.scts = *scts;
    const auto discharged = decode_timestamp(reader, "discharge_time");
    if (!discharged) return base::fail(discharged.error());
    report.discharged = *discharged;
    const auto status = reader.octet("status");
    if (!status) return base::fail(status.error());
    report.status = *status;
    return {};
}

base::Result<unsigned> decode_parameter_indicator(OctetReader& reader) {
    const auto first = reader.octet("parameter_indicator");
    if (!first) return base::fail(first.error());
    auto last = first;
    while ((*last & pi_extension) != 0) {
        last = reader.octet("parameter_indicator");
        if (!last) return base::fail(last.error());
    }
    return *first;
}

base::Result<void> decode_optional(OctetReader& reader, StatusReport& report, bool has_header) {
    const auto indicator = decode_parameter_indicator(reader);
    if (!indicator) return base::fail(indicator.error());
    if ((*indicator & pi_pid) != 0) {
        const auto pid = reader.octet("pid");
        if (!pid) return base::fail(pid.error());
        report.pid = *pid;
    }
    if ((*indicator & pi_dcs) != 0) {
        const auto dcs = reader.octet("dcs");
        if (!dcs) return base::fail(dcs.error());
        report.dcs = decode_dcs(*dcs);
    }
    if ((*indicator & pi_user_data) != 0) {
        auto data = decode_user_data(reader, report.dcs.value_or(DataCoding{}), has_header);
        if (!data) return base::fail(data.error());
        report.user_data = std::move(*data);
    }
    return {};
}

}  // namespace

DeliveryState delivery_state(std::uint8_t status) {
    if (status == expired_status) return DeliveryState::expired;
    if (status < 0x20) return DeliveryState::done;
    if (status < 0x40) return DeliveryState::trying;
    if (status < 0x60) return DeliveryState::failed;
    return DeliveryState::gave_up;
}

std::string_view status_meaning(std::uint8_t status) {
    for (const auto& meaning : meanings)
        if (meaning.status == status) return meaning.words;
    switch (delivery_state(status)) {
        case DeliveryState::done: return "completed, with a code of this service centre's own";
        case DeliveryState::trying: return "still trying, with a code of this service centre's own";
        case DeliveryState::failed:
        case DeliveryState::expired: return "failed, with a code of this service centre's own";
        case DeliveryState::gave_up: return "gave up, with a code of this service centre's own";
    }
    return "";
}

base::Result<StatusReport> decode_status_report(OctetSpan tpdu, std::size_t start) {
    OctetReader reader(tpdu, type, start);
    const auto first = reader.octet("first_octet");
    if (!first) return base::fail(first.error());
    if ((*first & tpdu::message_type_mask) != tpdu::type_status_report)
        return reader.refuse(base::ErrorCode::malformed, "first_octet", "the message type is not SMS-STATUS-REPORT", start);
    StatusReport report;
    report.more_messages = (*first & tpdu::no_more_messages) == 0;
    report.about_command = (*first & tpdu::status_report) != 0;
    if (const auto fields = decode_mandatory(reader, report); !fields) return base::fail(fields.error());
    if (tpdu::expect_end(reader)) return report;
    const auto fields = decode_optional(reader, report, (*first & tpdu::user_data_header) != 0);
    if (!fields) return base::fail(fields.error());
    if (auto end = tpdu::expect_end(reader); !end) return base::fail(end.error());
    return report;
}

}  // namespace gsmcfg::sms
