// Text mode (TS 27.005 §3.3–3.5), for programs that use it.
#include <fmt/format.h>

#include <algorithm>

#include "sim/alphabet.hpp"
#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::array<std::string_view, 4> status_words{"REC UNREAD", "REC READ", "STO UNSENT", "STO SENT"};
constexpr unsigned report_bit = 0x20, validity_bits = 0x18, relative_validity_format = 0x10;

// "yy/MM/dd,hh:mm:ss±zz", §3.1; the zone in quarters of an hour.
std::string time_stamp(base::UtcTime time, int zone_quarters) {
    const auto local = std::chrono::floor<std::chrono::seconds>(time + std::chrono::minutes(15 * zone_quarters));
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(local - day);
    return fmt::format("{:02}/{:02}/{:02},{:02}:{:02}:{:02}{}{:02}", static_cast<int>(date.year()) % 100,
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(), zone_quarters < 0 ? '-' : '+', std::abs(zone_quarters));
}

bool is_ucs2(std::uint8_t coding) { return coding >> 6U == 0 && (coding >> 2U & 3U) == 2; }

std::string status_report(const StatusReport& report) {
    return fmt::format("6,{},\"{}\",{},\"{}\",\"{}\",{}", report.reference, report.recipient.text, report.recipient.type,
                       time_stamp(report.sent, report.zone_quarters), time_stamp(report.discharged, report.zone_quarters),
                       report.status);
}

}  // namespace

// What +CMGS="number" and its body come to, with the parameters of +CSMP.
Submit ModemCore::text_submit(const std::string& number, const std::string& body) const {
    Submit submit;
    submit.destination = make_address(number);
    submit.protocol = static_cast<std::uint8_t>(csmp_[2]);
    submit.coding = static_cast<std::uint8_t>(csmp_[3]);
    const auto first = static_cast<unsigned>(csmp_[0]);
    submit.report_requested = (first & report_bit) != 0;
    if ((first & validity_bits) == relative_validity_format) {
        submit.validity = relative_validity(static_cast<std::uint8_t>(csmp_[1]));
    }
    const auto octets = base::from_hex(body);
    submit.text = octets && is_ucs2(submit.coding) ? from_ucs2(*octets) : typed(body);
    return submit;
}

std::vector<std::string> ModemCore::text_entry(std::string_view command, std::size_t index, const StoredMessage& message) const {
    const std::string place = command == "+CMGL" ? fmt::format("{},", index) : "";
    const std::string head = fmt::format("{}: {}\"{}\",", command, place, status_words[static_cast<std::size_t>(message.status)]);
    if (const auto report = decode_status_report(message.tpdu)) return {head + status_report(*report)};
    const bool details = details_;
    if (const auto deliver = decode_deliver(message.tpdu)) {
        const auto& from = deliver->originator;
        std::string line =
            head + fmt::format("\"{}\",,\"{}\"", shown(from.text), time_stamp(deliver->sent, deliver->zone_quarters));
        const std::string text = is_ucs2(deliver->coding) ? base::to_hex(to_ucs2(deliver->text)) : shown(deliver->text);
        if (details && command == "+CMGL") line += fmt::format(",{},{}", from.type, text.size());
        if (details && command != "+CMGL") {
            line += fmt::format(",{},{},{},{},\"{}\",145,{}", from.type, message.tpdu[0], deliver->protocol, deliver->coding,
                                shown(Network::service_centre()), text.size());
        }
        return {line, text};
    }
    const auto submit = decode_submit(message.tpdu);
    if (!submit) return {head + "\"\",,", ""};
    std::string line = head + fmt::format("\"{}\",", shown(submit->destination.text));
    if (command == "+CMGL") line += ",";
    return {line, shown(submit->text)};
}

// +CMT or +CDS with its text.
std::string ModemCore::text_announcement(const Inbound& inbound) const {
    if (inbound.report) return "+CDS: " + status_report(decode_status_report(inbound.tpdu).value());
    const Deliver deliver = decode_deliver(inbound.tpdu).value();
    const std::string text = is_ucs2(deliver.coding) ? base::to_hex(to_ucs2(deliver.text)) : shown(deliver.text);
    std::string line =
        fmt::format("+CMT: \"{}\",,\"{}\"", shown(deliver.originator.text), time_stamp(deliver.sent, deliver.zone_quarters));
    if (details_) {
        line += fmt::format(",{},{},{},{},\"{}\",145,{}", deliver.originator.type, inbound.tpdu[0], deliver.protocol,
                            deliver.coding, shown(Network::service_centre()), text.size());
    }
    return line + "\r\n" + text;
}

}  // namespace gsmcfg::sim
