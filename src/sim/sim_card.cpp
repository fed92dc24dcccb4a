#include "gsmcfg/sim/sim_card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/json.hpp"
#include "sim/check_digit.hpp"

namespace gsmcfg::sim {
namespace {

using base::ErrorCode;
using base::Json;
using base::Result;

// TS 51.011 §6.4.2: a linear fixed file has so many records.
constexpr std::int64_t most_places = 254;

bool digits(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Result<void> known_keys(const Json& json, std::initializer_list<std::string_view> names, const std::string& where) {
    if (!json.is_object()) return base::fail(ErrorCode::malformed, where, "a JSON object is expected here");
    for (const std::string& key : json.keys()) {
        if (std::ranges::find(names, key) == names.end())
            return base::fail(ErrorCode::malformed, where, fmt::format("'{}' is no part of a SIM image", key));
    }
    return {};
}

Result<std::string> digits_at(const Json& json, std::string_view key, std::size_t least, std::size_t most,
                              const std::string& where) {
    const auto text = json.at(key).string();
    if (text && digits(*text, least, most)) return *text;
    const std::string count = least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
    return base::fail(ErrorCode::malformed, where, fmt::format("'{}' is a text of {} digits", key, count));
}

Result<std::int64_t> number_at(const Json& json, std::string_view key, std::int64_t least, std::int64_t most,
                               const std::string& where) {
    const auto value = json.at(key).integer();
    if (value && *value >= least && *value <= most) return *value;
    return base::fail(ErrorCode::malformed, where, fmt::format("'{}' is a number, {} to {}", key, least, most));
}

Result<SimPin> parse_pin(const Json& json, const std::string& where) {
    SimPin pin;
    if (auto keys = known_keys(json, {"enabled", "pin", "puk", "attempts", "puk_attempts"}, where); !keys)
        return base::fail(keys.error());
    if (json.contains("enabled")) {
        const auto enabled = json.at("enabled").boolean();
        if (!enabled) return base::fail(ErrorCode::malformed, where, "'enabled' is true or false");
        pin.enabled = *enabled;
    }
    for (const auto& [key, least, field] : {std::tuple("pin", 4U, &pin.pin), std::tuple("puk", 8U, &pin.puk)}) {
        if (!json.contains(key)) continue;
        auto text = digits_at(json, key, least, 8, where);
        if (!text) return base::fail(text.error());
        *field = *text;
    }
    for (const auto& [key, most, field] :
         {std::tuple("attempts", 3, &pin.attempts), std::tuple("puk_attempts", 10, &pin.puk_attempts)}) {
        if (!json.contains(key)) continue;
        const auto value = number_at(json, key, 0, most, where);
        if (!value) return base::fail(value.error());
        *field = static_cast<int>(*value);
    }
    return pin;
}

Result<SmsRecord> parse_record(const Json& json, const std::string& where) {
    const auto text = json.string();
    if (!text) return base::fail(ErrorCode::malformed, where, "a record is hexadecimal text");
    const auto octets = base::from_hex(*text);
    if (!octets) return base::fail(ErrorCode::malformed, where, "the record is no hexadecimal text: " + octets.error().detail);
    if (octets->empty() || octets->size() > sms_record_size) {
        return base::fail(ErrorCode::malformed, where,
                          fmt::format("a record has 1 to {} octets, not {}", sms_record_size, octets->size()));
    }
    SmsRecord record;
    record.fill(0xFF);
    std::ranges::copy(*octets, record.begin());
    return in_use(record) ? record : free_sms_record();
}

Result<void> parse_records(SimCard& card, const Json& json, const std::string& source) {
    if (!json.is_object()) return base::fail(ErrorCode::malformed, source, "'records' is a JSON object, each by its number");
    for (const std::string& key : json.keys()) {
        const std::string where = fmt::format("{}: record {}", source, key);
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
        if (error != std::errc() || end != key.data() + key.size() || number < 1 || number > card.places())
            return base::fail(ErrorCode::malformed, where, fmt::format("the records are 1 to {}", card.places()));
        auto record = parse_record(json.at(key), where);
        if (!record) return base::fail(record.error());
        card.records[number - 1] = *record;
    }
    return {};
}

Result<void> parse_identity(SimCard& card, const Json& json, const std::string& source) {
    auto iccid = digits_at(json, "iccid", 18, 20, source);
    if (!iccid) return base::fail(iccid.error());
    auto imsi = digits_at(json, "imsi", 6, 15, source);
    if (!imsi) return base::fail(imsi.error());
    card.iccid = std::move(*iccid);
    card.imsi = std::move(*imsi);
    if (!json.contains("number")) return {};
    card.number = json.at("number").string().value_or("?");
    const bool good = card.number.empty() || (card.number[0] == '+' && digits(card.number.substr(1), 3, 15));
    if (!good) return base::fail(ErrorCode::malformed, source, "'number' is + and 3 to 15 digits, or empty");
    return {};
}

// FNV-1a: the same on every machine.
std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 14695981039346656037ULL;
    for (const char c : text) value = (value ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
    return value;
}

}  // namespace

SmsRecord free_sms_record() {
    SmsRecord record;
    record.fill(0xFF);
    record[0] = 0;
    return record;
}

std::size_t SimCard::used() const { return static_cast<std::size_t>(std::ranges::count_if(records, in_use)); }

SimCard make_sim_card(std::string_view seed, std::size_t places) {
    const std::uint64_t value = hash(seed);
    SimCard card;
    card.iccid = with_check_digit(fmt::format("8999970{:011}", value % 100'000'000'000ULL));
    card.imsi = fmt::format("99970{:010}", value % 10'000'000'000ULL);
    card.number = fmt::format("+9998{:07}", value % 10'000'000ULL);
    card.records.assign(places, free_sms_record());
    return card;
}

Result<SimCard> parse_sim_card(std::string_view text, const std::string& source) {
    const auto json = Json::parse(text);
    if (!json) return base::fail(ErrorCode::malformed, source, "no JSON: " + json.error().detail);
    if (auto keys = known_keys(*json, {"iccid", "imsi", "number", "places", "pin", "records"}, source); !keys)
        return base::fail(keys.error());
    SimCard card;
    if (auto identity = parse_identity(card, *json, source); !identity) return base::fail(identity.error());
    const auto places = number_at(*json, "places", 1, most_places, source);
    if (!places) return base::fail(places.error());
    card.records.assign(static_cast<std::size_t>(*places), free_sms_record());
    if (json->contains("pin")) {
        auto pin = parse_pin(json->at("pin"), source + ": pin");
        if (!pin) return base::fail(pin.error());
        card.pin = std::move(*pin);
    }
    if (json->contains("records")) {
        if (auto records = parse_records(card, json->at("records"), source); !records) return base::fail(records.error());
    }
    return card;
}

std::string dump_sim_card(const SimCard& card) {
    auto pin = Json::object();
    pin.set("enabled", card.pin.enabled).set("pin", card.pin.pin).set("puk", card.pin.puk);
    pin.set("attempts", card.pin.attempts).set("puk_attempts", card.pin.puk_attempts);
    auto records = Json::object();
    for (std::size_t i = 0; i < card.places(); ++i) {
        const SmsRecord& record = card.records[i];
        if (!in_use(record)) continue;
        std::size_t length = record.size();
        while (length > 1 && record[length - 1] == 0xFF) --length;
        records.set(std::to_string(i + 1), base::to_hex(std::span(record).first(length)));
    }
    auto json = Json::object();
    json.set("iccid", card.iccid).set("imsi", card.imsi).set("number", card.number).set("places", card.places());
    json.set("pin", std::move(pin)).set("records", std::move(records));
    return json.dump(2) + '\n';
}

Result<SimCard> load_sim_card(const std::filesystem::path& path) {
    const auto text = base::read_file(path);
    if (!text) return base::fail(text.error());
    return parse_sim_card(*text, path.string());
}

Result<void> save_sim_card(const SimCard& card, const std::filesystem::path& path) {
    return base::write_file(path, dump_sim_card(card), 0600);
}

}  // namespace gsmcfg::sim
