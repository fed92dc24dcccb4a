// PDUs from the air and from a SIM: a value or an error, and what was read is written again with the same meaning.
#include "fuzz_target.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/sms/pdu.hpp"

namespace {

using namespace gsmcfg;

void check(const sms::Deliver& deliver) {
    const auto octets = sms::encode_deliver(deliver);
    if (!octets) return;  // what is only read (a header without a form of its own, say)
    const auto again = sms::decode_deliver(*octets);
    fuzz::require(again.has_value(), "our own DELIVER is read");
    fuzz::require(again->originator == deliver.originator && again->scts == deliver.scts, "the same DELIVER");
    fuzz::require(again->user_data.text == deliver.user_data.text, "the same text");
    const auto twice = sms::encode_deliver(*again);
    fuzz::require(twice.has_value() && *twice == *octets, "written alike");
}

void check(const sms::Submit& submit) {
    const auto octets = sms::encode_submit(submit);
    if (!octets) return;
    const auto again = sms::decode_submit(*octets);
    fuzz::require(again.has_value(), "our own SUBMIT is read");
    fuzz::require(again->recipient == submit.recipient && again->validity == submit.validity, "the same SUBMIT");
    fuzz::require(again->user_data.text == submit.user_data.text, "the same text");
    const auto twice = sms::encode_submit(*again);
    fuzz::require(twice.has_value() && *twice == *octets, "written alike");
}

void check(const sms::StatusReport& report) {
    fuzz::require(!sms::status_meaning(report.status).empty(), "every status has a meaning");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::Octets octets(data, data + size);
    for (const auto field : {sms::SmscField::present, sms::SmscField::absent, sms::SmscField::detect}) {
        for (const auto direction : {sms::Direction::unknown, sms::Direction::from_network, sms::Direction::to_network}) {
            const auto pdu = sms::decode_pdu(octets, field, direction);
            if (!pdu) {
                fuzz::require(!pdu.error().where.empty() && pdu.error().offset && *pdu.error().offset <= size,
                              "an error says where");
                continue;
            }
            fuzz::require(base::is_utf8(sms::pdu_text(*pdu)), "text is UTF-8");
            fuzz::require(!sms::pdu_json(*pdu).dump().empty(), "as JSON");
            std::visit([](const auto& message) { check(message); }, pdu->message);
        }
    }
    return 0;
}
