#include "gsmcfg/modem/sim_records.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/wipe.hpp"
#include "modem/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto card_timeout = 20s;
constexpr auto prompt_timeout = 15s;
constexpr auto store_timeout = 30s;
constexpr auto busy_pause = 1s;
constexpr int busy_tries = 20;
constexpr int messages_file = 28476;  // 6F3C
constexpr std::size_t most_records = 254;
constexpr int sw_done = 0x90;
constexpr int sw_done_with_command = 0x91;  // a SIM toolkit command waits: TS 51.011 §9.4.1
constexpr int sw_response_waits = 0x9F;

// TS 51.011 §9.4, TS 102 221 §10.2.
std::string_view status_words(int first, int second) {
    if (first == 0x98 && second == 0x04) return "access refused: the PIN is missing";
    if (first == 0x69 && second == 0x82) return "the card does not allow it";
    if (first == 0x6A && second == 0x82) return "no such file";
    if (first == 0x6A && second == 0x83) return "no such record";
    if (first == 0x94 && second == 0x04) return "no such file";
    if (first == 0x94 && second == 0x02) return "no such record";
    if (first == 0x92 && second == 0x40) return "the card's memory is faulty";
    if (first == 0x65 && second == 0x81) return "the card's memory is faulty";
    if (first == 0x67) return "wrong length";
    return "an error of the card";
}

std::optional<SimRecordTable> table_of(std::size_t file_size, std::size_t record_size) {
    if (record_size == 0 || file_size < record_size) return std::nullopt;
    const std::size_t count = file_size / record_size;
    if (count > most_records + 1 || record_size < sim_record_size) return std::nullopt;
    return SimRecordTable{count, record_size};
}

// The file control parameters of a USIM: template 62, in it 82 (descriptor, data coding, record length, number of records).
std::optional<SimRecordTable> table_of_template(std::span<const std::uint8_t> octets) {
    for (std::size_t at = 2; at + 2 <= octets.size();) {
        const std::size_t length = octets[at + 1];
        if (at + 2 + length > octets.size()) break;
        const auto value = octets.subspan(at + 2, length);
        if (octets[at] == 0x82 && length >= 5) {
            const std::size_t size = value[2] * 256U + value[3];
            return table_of(size * value[4], size);
        }
        at += 2 + length;
    }
    return std::nullopt;
}

std::optional<SimRecordTable> table_of(std::span<const std::uint8_t> octets) {
    if (!octets.empty() && octets[0] == 0x62) return table_of_template(octets);
    if (octets.size() < 15) return std::nullopt;
    return table_of(octets[2] * 256U + octets[3], octets[14]);
}

}  // namespace

struct SimRecords::CardAnswer {
    int first = 0;
    int second = 0;
    std::string hex;

    CardAnswer() = default;
    CardAnswer(CardAnswer&&) = default;
    CardAnswer& operator=(CardAnswer&&) = default;
    CardAnswer(const CardAnswer&) = delete;
    CardAnswer& operator=(const CardAnswer&) = delete;
    ~CardAnswer() { base::wipe(hex); }
    [[nodiscard]] bool done() const {
        return (first == sw_done && second == 0) || first == sw_done_with_command || first == sw_response_waits;
    }
};

SimRecords::SimRecords(Dialogue& dialogue, std::shared_ptr<link::TraceMask> mask) : dialogue_(dialogue), mask_(std::move(mask)) {
    if (mask_) mask_->hide_hex(true);
}

SimRecords::~SimRecords() {
    if (mask_) mask_->hide_hex(false);
}

base::Result<SimRecords::CardAnswer> SimRecords::card(const std::string& command, std::string_view what, base::StopToken stop) {
    at::Command asked{.text = "AT+CRSM=" + command, .answers = {"+CRSM:"}};
    auto answer = dialogue_.run(asked, card_timeout, stop);
    for (int tries = 1; answer && !answer->ok() && is_busy(answer->final) && tries < busy_tries; ++tries) {
        if (auto waited = dialogue_.wait(busy_pause, stop); !waited) return base::fail(std::move(waited.error()));
        answer = dialogue_.run(asked, card_timeout, stop);
    }
    base::wipe(asked.text);
    if (!answer) return base::fail(std::move(answer.error()));
    if (!answer->ok()) return base::fail(to_error(dialogue_.link().name(), what, answer->final));
    CardAnswer card;
    auto fields = at::split_fields(answer->parameters());
    for (auto& line : answer->lines) base::wipe(line.text);
    const auto first = fields.empty() ? std::nullopt : fields[0].number();
    const auto second = fields.size() < 2 ? std::nullopt : fields[1].number();
    if (!first || !second)
        return base::fail(ErrorCode::refused, dialogue_.link().name(),
                          std::string(what) + ": the modem says OK without a result");
    card.first = *first;
    card.second = *second;
    if (fields.size() > 2) {
        card.hex = fields[2].text;
        base::wipe(fields[2].text);
    }
    if (card.done()) return card;
    return base::fail(
        ErrorCode::refused, dialogue_.link().name(),
        fmt::format("{}: {} (status {:02X}{:02X})", what, status_words(card.first, card.second), card.first, card.second));
}

base::Result<std::optional<SimRecordTable>> SimRecords::table(base::StopToken stop) {
    auto answer = card(fmt::format("192,{},0,0,15", messages_file), "AT+CRSM", stop);
    if (!answer && answer.error().code != ErrorCode::refused) return base::fail(std::move(answer.error()));
    if (answer) {
        const auto octets = base::from_hex(answer->hex);
        if (octets)
            if (auto found = table_of(*octets)) return found;
    }
    auto counted = count_by_reading(stop);
    if (counted) return std::optional(*counted);
    if (counted.error().code != ErrorCode::refused) return base::fail(std::move(counted.error()));
    return std::optional<SimRecordTable>();
}

base::Result<SimRecordTable> SimRecords::count_by_reading(base::StopToken stop) {
    SimRecordTable table;
    while (table.count < most_records) {
        auto record = read(table.count + 1, table, stop);
        if (!record && (record.error().code != ErrorCode::refused || table.count == 0)) return base::fail(record.error());
        if (!record) break;
        ++table.count;
    }
    return table;
}

base::Result<base::Secret> SimRecords::read(std::size_t number, const SimRecordTable& table, base::StopToken stop) {
    auto answer =
        card(fmt::format("178,{},{},4,{}", messages_file, number, table.size), fmt::format("reading record {}", number), stop);
    if (!answer) return base::fail(std::move(answer.error()));
    auto octets = base::from_hex(answer->hex);
    if (!octets || octets->size() != table.size)
        return base::fail(ErrorCode::refused, dialogue_.link().name(),
                          fmt::format("reading record {}: the answer is damaged", number));
    base::Secret record(std::string_view(reinterpret_cast<const char*>(octets->data()), octets->size()));
    base::wipe(*octets);
    return record;
}

base::Result<void> SimRecords::update(std::size_t number, const base::Secret& octets, base::StopToken stop) {
    const std::string& raw = octets.reveal();
    auto hex = base::to_hex({reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()});
    auto command = fmt::format("220,{},{},4,{},\"{}\"", messages_file, number, raw.size(), hex);
    base::wipe(hex);
    const auto answer = card(command, fmt::format("writing record {}", number), stop);
    base::wipe(command);
    if (!answer) return base::fail(answer.error());
    return {};
}

base::Result<int> SimRecords::store(const base::Secret& pdu, bool unread, base::StopToken stop) {
    const std::string& raw = pdu.reveal();
    const std::size_t smsc = raw.empty() ? 0 : 1U + static_cast<unsigned char>(raw.front());
    if (raw.size() <= smsc) return base::fail(ErrorCode::invalid_argument, "CMGW", "no TPDU");
    auto hex = base::to_hex({reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()});
    const at::Command command{
        .text = fmt::format("AT+CMGW={},{}", raw.size() - smsc, unread ? 0 : 1), .answers = {"+CMGW:"}, .prompt = true};
    auto result = dialogue_.run_with_body(command, hex, prompt_timeout, store_timeout, stop);
    for (int tries = 1; result.answer && !result.answer->ok() && is_busy(result.answer->final) && tries < busy_tries; ++tries) {
        if (auto waited = dialogue_.wait(busy_pause, stop); !waited) break;
        result = dialogue_.run_with_body(command, hex, prompt_timeout, store_timeout, stop);
    }
    base::wipe(hex);
    if (!result.answer) return base::fail(std::move(result.answer.error()));
    if (!result.answer->ok() && result.answer->lines.empty())
        return base::fail(to_error(dialogue_.link().name(), "AT+CMGW", result.answer->final));
    const auto fields = at::split_fields(result.answer->parameters());
    const auto index = fields.empty() ? std::nullopt : fields.front().number();
    if (index && *index >= 0) return *index;
    return base::fail(ErrorCode::refused, dialogue_.link().name(),
                      result.body_written ? "the modem says OK to AT+CMGW, but names no place: it has written nothing"
                                          : "the modem does not ask for the message (AT+CMGW)");
}

}  // namespace gsmcfg::modem
