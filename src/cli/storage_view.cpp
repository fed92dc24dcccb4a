#include "storage_view.hpp"

#include "local_time.hpp"

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/meter/table_cell.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

std::optional<base::UtcTime> utc(const std::optional<sms::Timestamp>& time) {
    return time ? std::optional(time->utc_time()) : std::nullopt;
}

void take(ShownMessage& shown, const sms::Deliver& message) {
    shown.type = "DELIVER";
    shown.address = message.originator.display();
    shown.text = message.user_data.text;
    shown.time = utc(message.scts);
}

void take(ShownMessage& shown, const sms::Submit& message) {
    shown.type = "SUBMIT";
    shown.address = message.recipient.display();
    shown.text = message.user_data.text;
}

void take(ShownMessage& shown, const sms::StatusReport& message) {
    shown.type = "STATUS-REPORT";
    shown.address = message.recipient.display();
    shown.text = fmt::format("report on reference {}: {}", message.reference, sms::status_meaning(message.status));
    shown.time = utc(message.discharged ? message.discharged : message.scts);
}

void set_text(sms::DecodedPdu& pdu, const std::string& text) {
    if (auto* deliver = std::get_if<sms::Deliver>(&pdu.message)) deliver->user_data.text = text;
    if (auto* submit = std::get_if<sms::Submit>(&pdu.message)) submit->user_data.text = text;
}

// Masking may tidy line ends: that hides nothing.
std::string without_blanks(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return text;
}

std::string direction(const ShownMessage& message) {
    if (message.type == "DELIVER") return "from";
    if (message.type == "SUBMIT") return "to";
    return message.type.empty() ? "" : "about";
}

std::string shown_pdu(const ShownMessage& message) { return message.masked ? std::string() : message.stored.pdu; }

}  // namespace

ShownMessage view_of(modem::StoredMessage message, const meter::Dialect* dialect, const service::Credentials& passwords) {
    ShownMessage shown;
    auto pdu = modem::decode_stored(message);
    shown.stored = std::move(message);
    if (!pdu) {
        shown.problem = shown.stored.pdu.empty() ? "the modem gave no PDU" : pdu.error().message();
        // It may hold a credential, and nobody could say where.
        shown.masked = dialect != nullptr && !shown.stored.pdu.empty();
        return shown;
    }
    std::visit([&](const auto& one) { take(shown, one); }, pdu->message);
    if (dialect != nullptr && shown.type != "STATUS-REPORT") {
        auto hidden = meter::masked_reply(*dialect, shown.text);
        if (hidden == shown.text) hidden = meter::masked_any_command(shown.text);
        auto clear = passwords.hide(hidden);
        shown.masked = without_blanks(clear) != without_blanks(shown.text);
        if (shown.masked) set_text(*pdu, shown.text = std::move(clear));
    }
    shown.pdu = std::move(*pdu);
    return shown;
}

std::string list_line(const ShownMessage& message) {
    const auto who = message.address.empty() ? std::string() : direction(message) + " " + message.address;
    return fmt::format("{:<4} {:>4}  {:<6}  {:<25}  {:<20}  {}\n", message.stored.store, message.stored.index,
                       modem::name(message.stored.state), message.time ? local_time(*message.time) : "",
                       base::escape_control(who),
                       base::escape_control(message.problem.empty() ? message.text : "can't be decoded: " + message.problem));
}

std::string details_text(const ShownMessage& message) {
    auto text = fmt::format("{:<12}{}\n{:<12}{}\n{:<12}{}\n", "store:", base::escape_control(message.stored.store),
                            "index:", message.stored.index, "state:", modem::name(message.stored.state));
    if (message.pdu) text += sms::pdu_text(*message.pdu);
    if (!message.problem.empty()) text += fmt::format("{:<12}{}\n", "problem:", base::escape_control(message.problem));
    if (message.masked) text += fmt::format("{:<12}{}\n", "note:", "secrets are hidden; --show-secrets shows them");
    if (const auto pdu = shown_pdu(message); !pdu.empty()) text += fmt::format("{:<12}{}\n", "pdu:", base::escape_control(pdu));
    return text;
}

base::Json message_json(const std::string& modem, const ShownMessage& message) {
    auto json = base::Json::object();
    json.set("modem", modem)
        .set("store", message.stored.store)
        .set("index", message.stored.index)
        .set("state", modem::name(message.stored.state))
        .set("type", message.type)
        .set("address", message.address)
        .set("time", message.time ? base::Json(iso_time(*message.time)) : base::Json())
        .set("text", message.text)
        .set("masked", message.masked)
        .set("pdu", message.masked ? base::Json() : base::Json(message.stored.pdu))
        .set("problem", message.problem);
    return json;
}

std::string safe_csv_cell(std::string_view value) { return meter::number_cell(value, meter::TableForm::plain); }

std::string csv_header() { return "modem,store,index,state,type,address,time,text,pdu,problem\r\n"; }

std::string csv_line(const std::string& modem, const ShownMessage& message) {
    std::string line;
    for (const auto& cell :
         {modem, message.stored.store, std::to_string(message.stored.index), std::string(modem::name(message.stored.state)),
          message.type, message.address, message.time ? iso_time(*message.time) : std::string(), message.text, shown_pdu(message),
          message.problem})
        line += (line.empty() ? "" : ",") + safe_csv_cell(cell);
    return line + "\r\n";
}

}  // namespace gsmcfg::cli
