#include "sim/tpdu.hpp"

#include "sim/alphabet.hpp"

#include <algorithm>
#include <array>

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::sim {
namespace {

using base::ErrorCode;
using base::Octets;
using base::Result;

constexpr std::string_view semi_octet_digits = "0123456789*#abc";

// A cursor over the octets; the first failure sticks, and later reads give zeros.
class Reader {
public:
    Reader(std::span<const std::uint8_t> octets, std::string unit) : octets_(octets), unit_(std::move(unit)) {}

    std::uint8_t octet(std::string_view field) {
        const auto read = take(1, field);
        return read.empty() ? std::uint8_t{0} : read.front();
    }
    std::span<const std::uint8_t> take(std::size_t count, std::string_view field) {
        if (error_ || octets_.size() - offset_ < count) {
            refuse(ErrorCode::truncated, field, "the unit ends inside this field");
            return {};
        }
        const auto read = octets_.subspan(offset_, count);
        offset_ += count;
        return read;
    }
    void refuse(ErrorCode code, std::string_view field, std::string detail) {
        if (!error_) error_ = base::Error{code, unit_ + "." + std::string(field), std::move(detail), offset_};
    }
    [[nodiscard]] bool failed() const { return error_.has_value(); }
    [[nodiscard]] const base::Error& error() const { return *error_; }
    [[nodiscard]] std::size_t left() const { return octets_.size() - offset_; }

private:
    std::span<const std::uint8_t> octets_;
    std::string unit_;
    std::size_t offset_ = 0;
    std::optional<base::Error> error_;
};

unsigned swapped_bcd(std::uint8_t octet) { return (octet & 0x0FU) * 10U + (octet >> 4U); }

std::uint8_t to_swapped_bcd(unsigned value) { return static_cast<std::uint8_t>(value % 10U << 4U | value / 10U % 10U); }

Address read_address(Reader& reader, std::string_view field) {
    const unsigned digits = reader.octet(field);
    Address address;
    address.type = reader.octet(field);
    if (digits > 20) reader.refuse(ErrorCode::malformed, field, "an address has at most 20 semi-octets");
    const auto octets = reader.take((digits + 1) / 2, field);
    if (reader.failed()) return address;
    if ((address.type & 0x70U) == 0x50U) {
        address.text = from_septets(unpack(octets, 0, digits * 4 / 7));
        return address;
    }
    if ((address.type & 0x70U) == 0x10U) address.text += '+';
    for (unsigned i = 0; i < digits; ++i) {
        const unsigned semi = i % 2 == 0 ? octets[i / 2] & 0x0FU : octets[i / 2] >> 4U;
        if (semi == 0x0F) {
            reader.refuse(ErrorCode::malformed, field, "a filler stands inside the number");
            return address;
        }
        address.text += semi_octet_digits[semi];
    }
    return address;
}

// §9.2.3.11: seven swapped semi-octets; bit 3 of the zone octet is its sign.
base::UtcTime read_time(Reader& reader, std::string_view field, int& zone_quarters) {
    const auto octets = reader.take(7, field);
    if (octets.empty()) return {};
    std::array<unsigned, 6> values{};
    std::ranges::transform(octets.first(6), values.begin(), swapped_bcd);
    const bool west = (octets[6] & 0x08U) != 0;
    const auto quarters = static_cast<int>((octets[6] & 0x07U) * 10U + (octets[6] >> 4U));
    zone_quarters = west ? -quarters : quarters;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(2000 + values[0])), std::chrono::month(values[1]),
                                           std::chrono::day(values[2])};
    if (!date.ok() || values[3] > 23 || values[4] > 59 || values[5] > 59) {
        reader.refuse(ErrorCode::malformed, field, "this is no date and time");
        return {};
    }
    const auto local = std::chrono::sys_days(date) + std::chrono::hours(values[3]) + std::chrono::minutes(values[4]) +
                       std::chrono::seconds(values[5]);
    return local - std::chrono::minutes(15 * zone_quarters);
}

void write_time(Octets& octets, base::UtcTime time, int zone_quarters) {
    const auto local = std::chrono::floor<std::chrono::seconds>(time + std::chrono::minutes(15 * zone_quarters));
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(local - day);
    const auto add = [&octets](auto value) { octets.push_back(to_swapped_bcd(static_cast<unsigned>(value))); };
    add(static_cast<int>(date.year()) % 100);
    add(static_cast<unsigned>(date.month()));
    add(static_cast<unsigned>(date.day()));
    add(clock.hours().count());
    add(clock.minutes().count());
    add(clock.seconds().count());
    const auto zone = to_swapped_bcd(static_cast<unsigned>(std::abs(zone_quarters)));
    octets.push_back(static_cast<std::uint8_t>(zone | (zone_quarters < 0 ? 0x08U : 0U)));
}

enum class Alphabet { gsm7, octets, ucs2 };

// TS 23.038 §4. Reserved groups read as the default alphabet.
Alphabet alphabet_of(std::uint8_t coding) {
    const unsigned group = coding >> 4U;
    if (group <= 0x7) {
        const unsigned bits = coding >> 2U & 3U;
        return bits == 1 ? Alphabet::octets : bits == 2 ? Alphabet::ucs2 : Alphabet::gsm7;
    }
    if (group == 0xE) return Alphabet::ucs2;
    if (group == 0xF && (coding & 4U) != 0) return Alphabet::octets;
    return Alphabet::gsm7;
}

// The concatenation element of a header without its length octet. Elements that make no sense are passed over (§9.2.3.24).
std::optional<Part> find_part(std::span<const std::uint8_t> header) {
    std::optional<Part> part;
    for (std::size_t i = 0; i + 1 < header.size();) {
        const std::size_t length = header[i + 1];
        if (i + 2 + length > header.size()) break;
        const auto data = header.subspan(i + 2, length);
        Part read;
        if (header[i] == 0x00 && length == 3) {
            read = {data[0], data[1], data[2], false};
        } else if (header[i] == 0x08 && length == 4) {
            read = {static_cast<unsigned>(data[0] << 8 | data[1]), data[2], data[3], true};
        }
        if ((header[i] == 0x00 || header[i] == 0x08) && read.number >= 1 && read.number <= read.total) part = read;
        i += 2 + length;
    }
    return part;
}

struct UserData {
    std::optional<Part> part;
    std::string text;
};

UserData read_user_data(Reader& reader, std::uint8_t coding, bool with_header) {
    const std::size_t length = reader.octet("user_data_length");
    const Alphabet alphabet = alphabet_of(coding);
    const auto data = reader.take(alphabet == Alphabet::gsm7 ? (length * 7 + 7) / 8 : length, "user_data");
    if (reader.failed()) return {};
    if (reader.left() != 0) reader.refuse(ErrorCode::malformed, "user_data", "octets follow the user data");
    if (data.size() > 140) reader.refuse(ErrorCode::malformed, "user_data", "user data has at most 140 octets");
    std::size_t header_octets = 0;
    UserData read;
    if (with_header) {
        header_octets = data.empty() ? 0 : 1U + data[0];
        if (data.empty() || header_octets > data.size()) {
            reader.refuse(ErrorCode::malformed, "user_data_header", "the header is longer than the user data");
            return {};
        }
        read.part = find_part(data.subspan(1, header_octets - 1));
    }
    if (alphabet == Alphabet::gsm7) {
        const std::size_t header_septets = (header_octets * 8 + 6) / 7;
        if (header_septets > length) {
            reader.refuse(ErrorCode::malformed, "user_data_length", "the length does not count the header");
            return {};
        }
        read.text = from_septets(unpack(data, header_septets * 7, length - header_septets));
    } else if (alphabet == Alphabet::ucs2) {
        read.text = from_ucs2(data.subspan(header_octets));
    } else {
        const auto rest = data.subspan(header_octets);
        read.text.assign(rest.begin(), rest.end());
    }
    return read;
}

Octets part_header(const Part& part) {
    const auto low = [](unsigned value) { return static_cast<std::uint8_t>(value & 0xFFU); };
    if (part.wide) return {6, 8, 4, low(part.reference >> 8U), low(part.reference), low(part.total), low(part.number)};
    return {5, 0, 3, low(part.reference), low(part.total), low(part.number)};
}

// The coding octet that the text needs.
std::uint8_t coding_of(std::string_view text) { return to_septets(text) ? 0x00 : 0x08; }

void write_user_data(Octets& octets, std::string_view text, const std::optional<Part>& part) {
    const Octets header = part ? part_header(*part) : Octets{};
    if (const auto septets = to_septets(text)) {
        const std::size_t header_septets = (header.size() * 8 + 6) / 7;
        const auto fill = static_cast<unsigned>(header_septets * 7 - header.size() * 8);
        octets.push_back(static_cast<std::uint8_t>(header_septets + septets->size()));
        octets.insert(octets.end(), header.begin(), header.end());
        const Octets packed = pack(*septets, fill);
        octets.insert(octets.end(), packed.begin(), packed.end());
        return;
    }
    const Octets units = to_ucs2(text);
    octets.push_back(static_cast<std::uint8_t>(header.size() + units.size()));
    octets.insert(octets.end(), header.begin(), header.end());
    octets.insert(octets.end(), units.begin(), units.end());
}

void append(Octets& octets, const Octets& more) { octets.insert(octets.end(), more.begin(), more.end()); }

// The smallest relative TP-VP that is not shorter than the period.
std::uint8_t relative_octet(std::chrono::seconds period) {
    for (unsigned value = 0; value < 255; ++value) {
        if (relative_validity(static_cast<std::uint8_t>(value)) >= period) return static_cast<std::uint8_t>(value);
    }
    return 255;
}

void read_validity(Reader& reader, unsigned format, Submit& submit) {
    if (format == 2) submit.validity = relative_validity(reader.octet("validity_period"));
    if (format == 3) {
        int zone = 0;
        submit.valid_until = read_time(reader, "validity_period", zone);
    }
    if (format != 1) return;
    // Enhanced format, §9.2.3.12.3: seven octets whatever is used of them.
    const auto octets = reader.take(7, "validity_period");
    if (octets.empty()) return;
    const unsigned kind = octets[0] & 7U;
    if (kind == 1) submit.validity = relative_validity(octets[1]);
    if (kind == 2) submit.validity = std::chrono::seconds(octets[1]);
    if (kind == 3) {
        submit.validity = std::chrono::hours(swapped_bcd(octets[1])) + std::chrono::minutes(swapped_bcd(octets[2])) +
                          std::chrono::seconds(swapped_bcd(octets[3]));
    }
}

}  // namespace

Address make_address(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.starts_with('+') && text.size() > 1 && std::ranges::all_of(text.substr(1), is_digit))
        return {0x91, std::string(text)};
    if (std::ranges::all_of(text, is_digit)) return {0x81, std::string(text)};
    return {0xD0, std::string(text)};
}

base::Octets encode_address(const Address& address) {
    if ((address.type & 0x70U) == 0x50U) {
        const auto septets = to_septets(address.text).value_or(std::vector<std::uint8_t>{});
        const Octets packed = pack(septets, 0);
        Octets octets{static_cast<std::uint8_t>((septets.size() * 7 + 3) / 4), address.type};
        append(octets, packed);
        return octets;
    }
    const std::string_view digits = std::string_view(address.text).substr(address.text.starts_with('+') ? 1 : 0);
    Octets octets{static_cast<std::uint8_t>(digits.size()), address.type};
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto semi = [digits](std::size_t at) {
            return at < digits.size() ? static_cast<unsigned>(semi_octet_digits.find(digits[at])) & 0x0FU : 0x0FU;
        };
        octets.push_back(static_cast<std::uint8_t>(semi(i + 1) << 4U | semi(i)));
    }
    return octets;
}

base::Octets encode_service_centre(std::string_view number) {
    if (number.empty()) return {0};
    Octets octets = encode_address(make_address(number));
    octets[0] = static_cast<std::uint8_t>(octets.size() - 1);
    return octets;
}

std::chrono::seconds relative_validity(std::uint8_t value) {
    using namespace std::chrono;
    if (value <= 143) return minutes((value + 1) * 5);
    if (value <= 167) return hours(12) + minutes((value - 143) * 30);
    if (value <= 196) return days(value - 166);
    return weeks(value - 192);
}

Result<Submit> decode_submit(std::span<const std::uint8_t> octets) {
    Reader reader(octets, "SUBMIT");
    const std::uint8_t first = reader.octet("first_octet");
    if (!reader.failed() && (first & 3U) != 1) reader.refuse(ErrorCode::malformed, "first_octet", "this is no SMS-SUBMIT");
    Submit submit;
    submit.report_requested = (first & 0x20U) != 0;
    submit.reference = reader.octet("message_reference");
    submit.destination = read_address(reader, "destination");
    submit.protocol = reader.octet("protocol");
    submit.coding = reader.octet("coding");
    read_validity(reader, first >> 3U & 3U, submit);
    UserData data = read_user_data(reader, submit.coding, (first & 0x40U) != 0);
    if (reader.failed()) return base::fail(reader.error());
    submit.part = data.part;
    submit.text = std::move(data.text);
    return submit;
}

Result<Deliver> decode_deliver(std::span<const std::uint8_t> octets) {
    Reader reader(octets, "DELIVER");
    const std::uint8_t first = reader.octet("first_octet");
    if (!reader.failed() && (first & 3U) != 0) reader.refuse(ErrorCode::malformed, "first_octet", "this is no SMS-DELIVER");
    Deliver deliver;
    deliver.originator = read_address(reader, "originator");
    deliver.protocol = reader.octet("protocol");
    deliver.coding = reader.octet("coding");
    deliver.sent = read_time(reader, "service_centre_time", deliver.zone_quarters);
    UserData data = read_user_data(reader, deliver.coding, (first & 0x40U) != 0);
    if (reader.failed()) return base::fail(reader.error());
    deliver.part = data.part;
    deliver.text = std::move(data.text);
    return deliver;
}

Result<StatusReport> decode_status_report(std::span<const std::uint8_t> octets) {
    Reader reader(octets, "STATUS-REPORT");
    const std::uint8_t first = reader.octet("first_octet");
    if (!reader.failed() && (first & 3U) != 2) reader.refuse(ErrorCode::malformed, "first_octet", "this is no SMS-STATUS-REPORT");
    StatusReport report;
    report.reference = reader.octet("message_reference");
    report.recipient = read_address(reader, "recipient");
    report.sent = read_time(reader, "service_centre_time", report.zone_quarters);
    report.discharged = read_time(reader, "discharge_time", report.zone_quarters);
    report.status = reader.octet("status");
    if (reader.failed()) return base::fail(reader.error());
    return report;
}

base::Octets encode_submit(const Submit& submit) {
    unsigned first = 0x01;
    if (submit.valid_until) first |= 0x18U;
    if (submit.validity && !submit.valid_until) first |= 0x10U;
    if (submit.report_requested) first |= 0x20U;
    if (submit.part) first |= 0x40U;
    Octets octets{static_cast<std::uint8_t>(first), submit.reference};
    append(octets, encode_address(submit.destination));
    octets.push_back(submit.protocol);
    octets.push_back(coding_of(submit.text));
    if (submit.valid_until) {
        write_time(octets, *submit.valid_until, 0);
    } else if (submit.validity) {
        octets.push_back(relative_octet(*submit.validity));
    }
    write_user_data(octets, submit.text, submit.part);
    return octets;
}

base::Octets encode_deliver(const Deliver& deliver) {
    // Bit 2 set: no more messages wait in the service centre (TP-MMS, §9.2.3.2).
    Octets octets{static_cast<std::uint8_t>(deliver.part ? 0x44 : 0x04)};
    append(octets, encode_address(deliver.originator));
    octets.push_back(deliver.protocol);
    octets.push_back(coding_of(deliver.text));
    write_time(octets, deliver.sent, deliver.zone_quarters);
    write_user_data(octets, deliver.text, deliver.part);
    return octets;
}

base::Octets encode_status_report(const StatusReport& report) {
    Octets octets{0x06, report.reference};
    append(octets, encode_address(report.recipient));
    write_time(octets, report.sent, report.zone_quarters);
    write_time(octets, report.discharged, report.zone_quarters);
    octets.push_back(report.status);
    return octets;
}

std::vector<std::string> split_text(std::string_view utf8) {
    const bool gsm7 = to_septets(utf8).has_value();
    const auto cost = [gsm7](char32_t character) {
        const std::string one = base::to_utf8(std::u32string_view(&character, 1));
        return gsm7 ? to_septets(one)->size() : to_ucs2(one).size() / 2;
    };
    std::vector<std::string> parts;
    std::u32string current;
    std::size_t used = 0;
    std::size_t whole = 0;
    for (const char32_t character : base::to_code_points(utf8)) {
        const std::size_t more = cost(character);
        whole += more;
        if (used + more > (gsm7 ? 153U : 67U)) {
            parts.push_back(base::to_utf8(current));
            current.clear();
            used = 0;
        }
        current.push_back(character);
        used += more;
    }
    if (whole <= (gsm7 ? 160U : 70U)) return {std::string(utf8)};
    parts.push_back(base::to_utf8(current));
    return parts;
}

}  // namespace gsmcfg::sim
