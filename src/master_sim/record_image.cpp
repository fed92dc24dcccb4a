#include "gsmcfg/master_sim/record_image.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/sms/pdu.hpp"
#include "master_sim/wiped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace gsmcfg::master_sim {

namespace {

using base::ErrorCode;

constexpr char pad = '\xFF';
constexpr std::size_t most_smsc_octets = 11;

sms::OctetSpan octets_of(std::string_view bytes) { return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}; }
std::string_view bytes_of(const sms::Octets& octets) { return {reinterpret_cast<const char*>(octets.data()), octets.size()}; }

std::string_view after_status(const base::Secret& record) {
    const std::string_view whole = record.reveal();
    return whole.empty() ? whole : whole.substr(1);
}

base::Result<sms::DecodedPdu> decode(std::string_view pdu) {
    return sms::decode_pdu(octets_of(pdu), sms::SmscField::present, sms::Direction::from_network);
}

// Where the SMSC address ends; all of it if that can't be told.
std::size_t smsc_end(std::string_view pdu) {
    const std::size_t length = pdu.empty() ? 0 : static_cast<unsigned char>(pdu.front());
    return length <= most_smsc_octets ? std::min(pdu.size(), length + 1) : pdu.size();
}

std::string_view tpdu_of(const base::Secret& pdu) {
    const std::string_view whole = pdu.reveal();
    return whole.substr(smsc_end(whole));
}

void wipe_all(sms::DecodedPdu& pdu) {
    wipe(pdu.tpdu);
    if (auto* deliver = std::get_if<sms::Deliver>(&pdu.message)) wipe(deliver->user_data);
}

base::Result<sms::UserData> one_part(const base::Secret& text) {
    auto data = sms::make_user_data(text.reveal(), sms::Alphabet::gsm7);
    if (!data)
        return base::fail(ErrorCode::invalid_argument, "text",
                          data.error().code == ErrorCode::invalid_argument ? data.error().detail : "it is not UTF-8");
    if (data->septets.size() <= sms::user_data_septets) return data;
    const auto septets = data->septets.size();
    wipe(*data);
    return base::fail(ErrorCode::invalid_argument, "text",
                      fmt::format("it takes {} characters, and one SMS holds {}", septets, sms::user_data_septets));
}

}  // namespace

std::string_view name(RecordStatus status) {
    switch (status) {
        case RecordStatus::read: return "read";
        case RecordStatus::unread: return "unread";
    }
    return "";
}

base::Secret padded_record(std::uint8_t status, std::string_view pdu, std::size_t size) {
    std::string octets(size, pad);
    octets.front() = static_cast<char>(status);
    std::ranges::copy(pdu.substr(0, size - 1), octets.begin() + 1);
    base::Secret record(octets);
    wipe(octets);
    return record;
}

base::Secret free_record(std::size_t size) { return padded_record(0, {}, size); }

base::Result<base::Secret> make_record(const RecordContent& content) {
    auto data = one_part(content.text);
    if (!data) return base::fail(std::move(data.error()));
    sms::Deliver deliver;
    deliver.originator = content.sender;
    deliver.dcs = sms::make_dcs(sms::Alphabet::gsm7);
    deliver.scts = content.time;
    deliver.user_data = std::move(*data);
    auto tpdu = sms::encode_deliver(deliver);
    wipe(deliver.user_data);
    if (!tpdu) return base::fail(std::move(tpdu.error()));
    auto pdu = sms::encode_smsc(content.smsc);
    if (!pdu) {
        wipe(*tpdu);
        return base::fail(std::move(pdu.error()));
    }
    pdu->reserve(record_size);
    pdu->insert(pdu->end(), tpdu->begin(), tpdu->end());
    wipe(*tpdu);
    auto record = padded_record(static_cast<std::uint8_t>(content.status), bytes_of(*pdu));
    wipe(*pdu);
    return record;
}

base::Secret pdu_of(const base::Secret& record) {
    const auto whole = after_status(record);
    const std::size_t least = whole.find_last_not_of(pad) + 1;
    // A message may end with FF itself.
    for (std::size_t length = least; length <= whole.size(); ++length) {
        auto pdu = sms::decode_pdu(octets_of(whole.substr(0, length)), sms::SmscField::present);
        if (!pdu && pdu.error().code == ErrorCode::truncated) continue;
        return base::Secret(whole.substr(0, pdu ? length : least));
    }
    return base::Secret(whole.substr(0, least));
}

RecordReading read_record(const base::Secret& record) {
    RecordReading reading;
    auto pdu = decode(after_status(record));
    if (!pdu) {
        reading.problem = pdu.error().message();
        return reading;
    }
    reading.smsc = std::move(pdu->smsc);
    auto* deliver = std::get_if<sms::Deliver>(&pdu->message);
    if (deliver == nullptr) reading.problem = "it is no SMS-DELIVER";
    else reading.deliver = std::move(*deliver);
    wipe(pdu->tpdu);
    return reading;
}

base::Secret text_of(const base::Secret& record) {
    auto reading = read_record(record);
    if (!reading.deliver) return {};
    base::Secret text(reading.deliver->user_data.text);
    wipe(reading.deliver->user_data);
    return text;
}

Difference compare_records(const base::Secret& wanted, const base::Secret& found) {
    const auto mine = pdu_of(wanted);
    const std::string_view want = mine.reveal();
    const auto have = after_status(found);
    const auto want_end = smsc_end(want);
    const auto have_end = smsc_end(have);
    Difference difference;
    difference.status = status_of(wanted) != status_of(found);
    difference.smsc = want.substr(0, want_end) != have.substr(0, have_end);
    const auto tpdu = want.substr(want_end);
    difference.tpdu = have.substr(have_end, tpdu.size()) != tpdu;
    const std::size_t end = std::min(have.size(), have_end + tpdu.size());
    difference.padding =
        found.reveal().size() != wanted.reveal().size() || have.find_first_not_of(pad, end) != std::string_view::npos;
    return difference;
}

bool same_message(const base::Secret& a, const base::Secret& b) {
    const auto mine = pdu_of(a);
    const auto other = pdu_of(b);
    if (mine.reveal() == other.reveal()) return true;
    for (const auto* pdu : {&mine, &other}) {
        auto decoded = sms::decode_pdu(octets_of(pdu->reveal()), sms::SmscField::present);
        if (!decoded) return false;
        wipe_all(*decoded);
    }
    return tpdu_of(mine) == tpdu_of(other);
}

bool same_text(const base::Secret& wanted, const base::Secret& found) {
    auto mine = read_record(wanted);
    auto other = read_record(found);
    const bool same = mine.deliver && other.deliver && other.deliver->user_data.header.elements.empty() &&
                      other.deliver->user_data.alphabet == sms::Alphabet::gsm7 &&
                      mine.deliver->user_data.septets == other.deliver->user_data.septets;
    if (mine.deliver) wipe(mine.deliver->user_data);
    if (other.deliver) wipe(other.deliver->user_data);
    return same;
}

std::string fingerprint(const meter::Dialect& dialect, const base::Secret& record) {
    auto reading = read_record(record);
    if (!reading.deliver) return base::sha256(std::string_view(pdu_of(record).reveal()));
    auto& data = reading.deliver->user_data;
    // Neither password: a hash of it would be it, for whoever tries them all.
    const auto text = meter::masked_text(dialect, meter::strip_credential(dialect, data.text));
    wipe(data);
    const auto originator = sms::encode_address(reading.deliver->originator).value_or(sms::Octets());
    const auto scts = sms::encode_timestamp(reading.deliver->scts).value_or(sms::Octets());
    const auto smsc = sms::encode_smsc(reading.smsc).value_or(sms::Octets());
    std::string all;
    for (const auto* part : {&smsc, &originator, &scts}) all.append(bytes_of(*part)).push_back('\0');
    all.push_back(static_cast<char>(reading.deliver->pid));
    all.push_back(static_cast<char>(reading.deliver->dcs.value));
    all += text;
    return base::sha256(std::string_view(all));
}

}  // namespace gsmcfg::master_sim
