// The SIM: its identity, its locks, and its files as +CRSM reaches them (TS 27.007 §8.18, TS 31.102).
#include <fmt/format.h>

#include <algorithm>

#include "sim/alphabet.hpp"
#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::string_view right_puk = "12345678";

constexpr int file_iccid = 0x2FE2, file_imsi = 0x6F07, file_messages = 0x6F3C, file_own_number = 0x6F40;
constexpr int read_binary = 176, read_record = 178, get_response = 192, update_record = 220;
constexpr std::size_t record_size = 176;

// SW1 and SW2 of TS 51.011 §9.4.
constexpr unsigned done = 0x9000, no_such_file = 0x6A82, no_such_record = 0x6A83, wrong_length = 0x6700, wrong_command = 0x6D00;

// First octet of a record, TS 31.102 §4.2.25.
constexpr std::array<std::uint8_t, 4> status_octets{0x03, 0x01, 0x07, 0x05};  // by MessageStatus

base::Octets swapped_digits(std::string_view digits) {
    base::Octets octets;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const unsigned high = i + 1 < digits.size() ? static_cast<unsigned>(digits[i + 1] - '0') : 0x0FU;
        octets.push_back(static_cast<std::uint8_t>(high << 4U | static_cast<unsigned>(digits[i] - '0')));
    }
    return octets;
}

base::Octets record_of(const StoredMessage* message) {
    base::Octets record(record_size, 0xFF);
    record[0] = 0;
    if (message == nullptr) return record;
    record[0] = status_octets[static_cast<std::size_t>(message->status)];
    base::Octets unit = message->service_centre;
    unit.insert(unit.end(), message->tpdu.begin(), message->tpdu.end());
    std::copy_n(unit.begin(), std::min(unit.size(), record_size - 1), record.begin() + 1);
    return record;
}

// The unit without its padding: its length is only known by reading it.
std::size_t tpdu_length(std::span<const std::uint8_t> octets) {
    std::size_t length = octets.size();
    while (length > 0 && octets[length - 1] == 0xFF) --length;
    return length;
}

// TS 51.011 §9.2.1: what GET RESPONSE tells after SELECT of an elementary file.
base::Octets description(int file, std::size_t size, bool records) {
    const auto octet = [](std::size_t value) { return static_cast<std::uint8_t>(value & 0xFFU); };
    const auto id = static_cast<std::size_t>(file);
    return {0,
            0,
            octet(size >> 8U),
            octet(size),
            octet(id >> 8U),
            octet(id),
            0x04,
            0,
            0x11,
            0xFF,
            0xFF,
            0x01,
            0x02,
            octet(records ? 1 : 0),
            octet(records ? record_size : 0)};
}

}  // namespace

std::span<const ModemCore::Row> ModemCore::sim_rows() {
    static const std::array rows{
        Row{"+CIMI", &ModemCore::on_imsi, Needs::sim}, Row{"+CPIN", &ModemCore::on_cpin, Needs::nothing},
        Row{"+CLCK", &ModemCore::on_clck, Needs::sim}, Row{"+CPWD", &ModemCore::on_cpwd, Needs::sim},
        Row{"+CNUM", &ModemCore::on_cnum, Needs::sim}, Row{"+CRSM", &ModemCore::on_crsm, Needs::sim},
        Row{"+CUSD", &ModemCore::on_cusd, Needs::sim},
    };
    return rows;
}

ModemCore::Answer ModemCore::on_imsi(const Command& command) { return bare(command, imsi_); }

// TS 27.007 §7.1: only the name goes by the character set.
ModemCore::Answer ModemCore::on_cnum(const Command& command) { return bare(command, "+CNUM: ,\"" + own_number_ + "\",145"); }

std::string ModemCore::lock_state() const { return !locked() ? "READY" : pin_attempts_ > 0 ? "SIM PIN" : "SIM PUK"; }

ModemCore::Answer ModemCore::on_cpin(const Command& command) {
    if (command.form == Form::test) return ok();
    const bool waits = queue_.now() < sim_ready_at_ && !personality_.ready_too_early;
    if (condition_ == Condition::no_sim) return cme_error(cme::no_sim);
    if (sim_away_ != 0) return cme_error(sim_away_ - 300);
    if (waits) return cme_error(cme::sim_busy);
    if (command.form == Form::read) {
        const std::string state = lock_state();
        switch (personality_.cpin) {
            case CpinForm::standard: break;
            case CpinForm::no_final: return {Answer::Kind::no_final, 0, {"+CPIN: " + state}, {}};
            case CpinForm::no_space: return ok({"+CPIN:" + state});
            case CpinForm::quoted: return ok({"+CPIN: \"" + state + "\""});
            case CpinForm::bare_ok:
                if (!locked()) return ok();
                break;
        }
        return ok({"+CPIN: " + state});
    }
    if (command.form != Form::set || command.count() == 0) return cme_error(cme::bad_parameters);
    if (!locked()) return cme_error(cme::not_allowed);
    if (pin_attempts_ > 0) return try_pin(command.arguments[0]);
    if (command.count() == 2) return try_puk(command.arguments[0], command.arguments[1]);
    return cme_error(cme::puk_needed);
}

ModemCore::Answer ModemCore::try_pin(std::string_view pin) {
    if (pin_attempts_ == 0) return cme_error(cme::puk_needed);
    if (pin != pin_) {
        --pin_attempts_;
        log_.write("wrong_pin", [&](base::Json& json) { json.set("modem", index_).set("left", pin_attempts_); });
        return pin_attempts_ == 0 ? cme_error(cme::puk_needed) : cme_error(cme::bad_password);
    }
    pin_open_ = true;
    pin_attempts_ = 3;
    registration_changed();
    network_.modem_ready(index_);
    return ok();
}

ModemCore::Answer ModemCore::try_puk(std::string_view puk, const std::string& new_pin) {
    if (puk_attempts_ == 0) return cme_error(cme::no_sim + 3);  // SIM failure: blocked for good
    if (puk != right_puk) {
        --puk_attempts_;
        return cme_error(cme::bad_password);
    }
    puk_attempts_ = 10;
    pin_ = new_pin;
    pin_attempts_ = 3;
    return try_pin(new_pin);
}

ModemCore::Answer ModemCore::on_clck(const Command& command) {
    if (command.form == Form::test) return ok({R"(+CLCK: ("SC"))"});
    if (command.count() < 2 || command.arguments[0] != "SC") return cme_error(cme::not_supported);
    if (command.number(1) == 2) return ok({pin_required_ ? "+CLCK: 1" : "+CLCK: 0"});
    const int mode = command.number(1).value_or(-1);
    if (mode < 0 || mode > 1 || command.count() < 3) return cme_error(cme::not_allowed);
    Answer answer = try_pin(command.arguments[2]);
    if (answer.kind == Answer::Kind::ok) pin_required_ = mode == 1;
    return answer;
}

ModemCore::Answer ModemCore::on_cpwd(const Command& command) {
    if (command.form == Form::test) return ok({R"(+CPWD: ("SC",8))"});
    if (command.count() != 3 || command.arguments[0] != "SC") return cme_error(cme::not_supported);
    if (!pin_required_) return cme_error(cme::not_allowed);
    Answer answer = try_pin(command.arguments[1]);
    if (answer.kind == Answer::Kind::ok) pin_ = command.arguments[2];
    return answer;
}

ModemCore::Answer ModemCore::card(unsigned status, std::span<const std::uint8_t> octets) const {
    std::string line = fmt::format("+CRSM: {},{}", status >> 8U, status & 0xFFU);
    const std::string_view mark = personality_.record_quoted ? "\"" : "";
    if (!octets.empty()) line += fmt::format(",{}{}{}", mark, base::to_hex(octets), mark);
    return ok({line});
}

ModemCore::Answer ModemCore::on_crsm(const Command& command) {
    if (command.form == Form::test) return ok();
    const auto instruction = command.number(0);
    const auto file = command.number(1);
    const bool whole = instruction == get_response || command.count() >= 5;
    if (command.form != Form::set || !instruction || !file || !whole) return cme_error(cme::bad_parameters);
    if (*file != file_messages) return access_file(*instruction, *file);
    if (instruction == get_response) return card(done, description(*file, sim_storage().places() * record_size, true));
    if (command.number(4) != static_cast<int>(record_size)) return card(wrong_length);
    return access_messages(*instruction, command.number(2).value_or(0), command.count() > 5 ? command.arguments[5] : "");
}

ModemCore::Answer ModemCore::access_messages(int command, int record, std::string_view hex) {
    MessageStorage& messages = sim_storage();
    const std::size_t index = messages.first_slot() + static_cast<std::size_t>(record) - 1;
    if (record < 1 || !messages.valid(index)) return card(no_such_record);
    StoredMessage* message = messages.at(index);
    if (command == read_record) {
        if (message != nullptr) message->seen = true;
        return card(done, record_of(message));
    }
    const auto octets = base::from_hex(hex);
    if (command != update_record) return card(wrong_command);
    if (!octets || octets->size() != record_size) return card(wrong_length);
    return card(write_record(index, *octets) ? done : wrong_length);
}

bool ModemCore::write_record(std::size_t index, std::span<const std::uint8_t> octets) {
    MessageStorage& messages = sim_storage();
    erase(messages, index);
    if ((octets[0] & 1U) == 0) return true;
    const auto found = std::ranges::find(status_octets, static_cast<std::uint8_t>(octets[0] & 7U));
    if (found == status_octets.end()) return false;
    const std::size_t head = 1U + octets[1];
    if (head > 12) return false;
    StoredMessage message;
    message.status = static_cast<MessageStatus>(found - status_octets.begin());
    message.service_centre.assign(octets.begin() + 1, octets.begin() + 1 + static_cast<std::ptrdiff_t>(head));
    const auto rest = octets.subspan(1 + head);
    message.tpdu.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(tpdu_length(rest)));
    log_.write("record_written", [&](base::Json& json) {
        json.set("modem", index_).set("index", index).set("status", octets[0]).set("tpdu", base::to_hex(message.tpdu));
    });
    messages.put(index, std::move(message));
    return true;
}

ModemCore::Answer ModemCore::access_file(int command, int file) const {
    base::Octets content;
    if (file == file_iccid) content = swapped_digits(iccid_);
    if (file == file_imsi) {
        // TS 31.102 §4.2.2: length, then parity and the first digit in one octet.
        content = {8, static_cast<std::uint8_t>(static_cast<unsigned>(imsi_[0] - '0') << 4U | 9U)};
        const base::Octets rest = swapped_digits(imsi_.substr(1));
        content.insert(content.end(), rest.begin(), rest.end());
    }
    const bool records = file == file_own_number;
    if (records) {
        content.assign(14, 0xFF);
        const base::Octets number = encode_address(make_address(own_number_));
        content.push_back(static_cast<std::uint8_t>(number.size() - 1));
        content.insert(content.end(), number.begin() + 1, number.end());
        content.resize(28, 0xFF);
    }
    if (content.empty()) return card(no_such_file);
    if (command == get_response) return card(done, description(file, content.size(), records));
    return command == (records ? read_record : read_binary) ? card(done, content) : card(wrong_command);
}

}  // namespace gsmcfg::sim
