#include "gsmcfg/base/text.hpp"
#include "gsmcfg/sms/pdu.hpp"

#include <fmt/format.h>

namespace gsmcfg::sms {
namespace {

// What a kind of message has; null or empty for what it lacks.
struct Fields {
    std::string_view type;
    const Address* address = nullptr;
    std::string_view address_name;
    std::optional<std::uint8_t> pid{};
    const DataCoding* dcs = nullptr;
    std::optional<Timestamp> scts{};
    std::optional<Timestamp> discharged{};
    const UserData* data = nullptr;
    std::optional<std::uint8_t> reference{};
    std::optional<std::uint8_t> status{};
    const Validity* validity = nullptr;
};

Fields fields_of(const Deliver& message) {
    return {.type = "DELIVER",
            .address = &message.originator,
            .address_name = "originator",
            .pid = message.pid,
            .dcs = &message.dcs,
            .scts = message.scts,
            .data = &message.user_data};
}

Fields fields_of(const Submit& message) {
    return {.type = "SUBMIT",
            .address = &message.recipient,
            .address_name = "recipient",
            .pid = message.pid,
            .dcs = &message.dcs,
            .data = &message.user_data,
            .reference = message.reference,
            .validity = &message.validity};
}

Fields fields_of(const StatusReport& message) {
    return {.type = "STATUS-REPORT",
            .address = &message.recipient,
            .address_name = "recipient",
            .pid = message.pid,
            .dcs = message.dcs ? &*message.dcs : nullptr,
            .scts = message.scts,
            .discharged = message.discharged,
            .data = message.user_data ? &*message.user_data : nullptr,
            .reference = message.reference,
            .status = message.status};
}

Fields fields_of(const DecodedPdu& pdu) {
    return std::visit([](const auto& message) { return fields_of(message); }, pdu.message);
}

bool has_text(const UserData& data) { return data.alphabet != Alphabet::octets && !data.problem; }

// The payload as hex where it is no text.
std::string payload_hex(const UserData& data) {
    if (data.alphabet == Alphabet::gsm7) return base::to_hex(pack_septets(data.septets));
    return base::to_hex(data.octets);
}

base::Json validity_json(const Validity& validity) {
    if (validity.period) return validity.period->count();
    if (validity.until) return validity.until->iso8601();
    return {};
}

std::string in_words(std::chrono::seconds period) {
    const auto count = period.count();
    if (count % 604800 == 0) return fmt::format("{} weeks", count / 604800);
    if (count % 86400 == 0) return fmt::format("{} days", count / 86400);
    if (count % 3600 == 0) return fmt::format("{} hours", count / 3600);
    if (count % 60 == 0) return fmt::format("{} minutes", count / 60);
    return fmt::format("{} seconds", count);
}

std::string_view type_words(TypeOfNumber type) {
    switch (type) {
        case TypeOfNumber::unknown: return "unknown type";
        case TypeOfNumber::international: return "international";
        case TypeOfNumber::national: return "national";
        case TypeOfNumber::network_specific: return "network specific";
        case TypeOfNumber::subscriber: return "subscriber";
        case TypeOfNumber::alphanumeric: return "name";
        case TypeOfNumber::abbreviated: return "abbreviated";
        case TypeOfNumber::reserved: return "reserved type";
    }
    return "";
}

std::string address_words(const Address& address) {
    return fmt::format("{} ({})", base::escape_control(address.display()), type_words(address.type));
}

std::string dcs_words(const DataCoding& dcs) {
    auto words = fmt::format("0x{:02X}, {}", dcs.value, name(dcs.alphabet));
    if (dcs.message_class) words += fmt::format(", class {}", *dcs.message_class);
    if (dcs.compressed) words += ", compressed";
    if (dcs.automatic_deletion) words += ", to be deleted after reading";
    if (dcs.waiting) words += dcs.waiting->active ? ", messages are waiting" : ", no message is waiting";
    return words;
}

// "name:      value" lines.
class Listing {
public:
    void add(std::string_view name, std::string_view value) {
        text_ += fmt::format("{:<12}{}\n", fmt::format("{}:", name), value);
    }
    [[nodiscard]] std::string finish() { return std::move(text_); }

private:
    std::string text_;
};

void list_data(Listing& listing, const UserData& data) {
    if (data.header.concat)
        listing.add("part", fmt::format("{} of {}, reference {}", data.header.concat->part, data.header.concat->total,
                                        data.header.concat->reference));
    if (data.header.ports)
        listing.add("ports", fmt::format("to {}, from {}", data.header.ports->destination, data.header.ports->source));
    for (const auto& element : data.header.elements)
        listing.add("header", fmt::format("element 0x{:02X} {}", element.id, base::to_hex(element.data)));
    if (data.problem) listing.add("problem", data.problem->detail);
    if (has_text(data)) listing.add("text", base::escape_control(data.text));
    else listing.add("data", payload_hex(data));
}

}  // namespace

base::Json pdu_json(const DecodedPdu& pdu) {
    const auto fields = fields_of(pdu);
    auto json = base::Json::object();
    json.set("type", fields.type);
    if (pdu.smsc) json.set("smsc", pdu.smsc->display());
    json.set("address", fields.address->display());
    if (fields.pid) json.set("pid", *fields.pid);
    if (fields.dcs != nullptr) {
        json.set("dcs", fields.dcs->value).set("alphabet", name(fields.dcs->alphabet));
        if (fields.dcs->message_class) json.set("class", *fields.dcs->message_class);
    }
    if (fields.scts) json.set("scts", fields.scts->iso8601());
    if (fields.data != nullptr) {
        if (has_text(*fields.data)) json.set("text", fields.data->text);
        else json.set("data", payload_hex(*fields.data));
        if (const auto& concat = fields.data->header.concat) {
            auto object = base::Json::object();
            object.set("reference", concat->reference).set("total", concat->total).set("part", concat->part);
            json.set("concat", std::move(object));
        }
    }
    if (fields.reference) json.set("reference", *fields.reference);
    if (fields.status) json.set("status", *fields.status);
    if (fields.validity != nullptr && fields.validity->format != ValidityFormat::none)
        json.set("validity", validity_json(*fields.validity));
    return json;
}

std::string pdu_text(const DecodedPdu& pdu) {
    const auto fields = fields_of(pdu);
    Listing listing;
    listing.add("type", fmt::format("SMS-{}", fields.type));
    listing.add("smsc", !pdu.has_smsc ? "not in this PDU" : pdu.smsc ? address_words(*pdu.smsc) : "the one set in the modem");
    listing.add(fields.address_name, address_words(*fields.address));
    if (fields.reference) listing.add("reference", std::to_string(*fields.reference));
    if (fields.pid) listing.add("pid", fmt::format("0x{:02X}", *fields.pid));
    if (fields.dcs != nullptr) listing.add("dcs", dcs_words(*fields.dcs));
    if (fields.scts) listing.add("scts", fields.scts->iso8601());
    if (fields.discharged) listing.add("discharged", fields.discharged->iso8601());
    if (fields.status) listing.add("status", fmt::format("0x{:02X}, {}", *fields.status, status_meaning(*fields.status)));
    if (fields.validity != nullptr) {
        if (fields.validity->period) listing.add("validity", in_words(*fields.validity->period));
        if (fields.validity->until) listing.add("validity", "until " + fields.validity->until->iso8601());
    }
    if (fields.data != nullptr) list_data(listing, *fields.data);
    return listing.finish();
}

}  // namespace gsmcfg::sms
