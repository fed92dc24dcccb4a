// The files of the SIM as +CRSM reaches them (TS 27.007 §8.18, TS 51.011), and every record that the host writes.
#include <fmt/format.h>

#include <algorithm>

#include "sim/modem_core.hpp"
#include "sim/sms_record.hpp"

namespace gsmcfg::sim {
namespace {

constexpr int file_iccid = 0x2FE2, file_imsi = 0x6F07, file_messages = 0x6F3C, file_own_number = 0x6F40;
constexpr int read_binary = 176, read_record = 178, get_response = 192, update_record = 220;
constexpr int absolute = 4;  // P2 of a record command

// SW1 and SW2: TS 51.011 §9.4, and TS 102 221 §10.2 for what that has no word for.
constexpr unsigned done = 0x9000, no_such_file = 0x9404, closed = 0x9804, no_such_record = 0x6A83, update_refused = 0x6982,
                   wrong_length = 0x6700, wrong_parameters = 0x6B00, wrong_command = 0x6D00;

base::Octets swapped_digits(std::string_view digits) {
    base::Octets octets;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const unsigned high = i + 1 < digits.size() ? static_cast<unsigned>(digits[i + 1] - '0') : 0x0FU;
        octets.push_back(static_cast<std::uint8_t>(high << 4U | static_cast<unsigned>(digits[i] - '0')));
    }
    return octets;
}

// TS 51.011 §9.2.1: what GET RESPONSE tells after SELECT of an elementary file.
base::Octets description(int file, std::size_t size, std::size_t record) {
    const auto octet = [](std::size_t value) { return static_cast<std::uint8_t>(value & 0xFFU); };
    const auto id = static_cast<std::size_t>(file);
    return {0,    0,    octet(size >> 8U),          octet(size),  octet(id >> 8U), octet(id), 0x04, 0, 0x11, 0xFF, 0xFF,
            0x01, 0x02, octet(record != 0 ? 1 : 0), octet(record)};
}

}  // namespace

ModemCore::Answer ModemCore::card(unsigned status, std::span<const std::uint8_t> octets) const {
    std::string line = fmt::format("+CRSM: {},{}", status >> 8U, status & 0xFFU);
    const std::string_view mark = personality_.record_quoted ? "\"" : "";
    if (!octets.empty()) line += fmt::format(",{}{}{}", mark, base::to_hex(octets), mark);
    return ok({line});
}

// Before the PIN a card tells its ICCID and what files it has (TS 51.011 §10.1.1: READ ALW).
ModemCore::Answer ModemCore::on_crsm(const Command& command) {
    if (command.form == Form::test) return ok();
    if (auto trouble = card_trouble(Needs::sim)) return *trouble;
    const auto instruction = command.number(0);
    const auto file = command.number(1);
    const bool whole = instruction == get_response || command.count() >= 5;
    if (command.form != Form::set || !instruction || !file || !whole) return cme_error(cme::bad_parameters);
    if (locked() && *file != file_iccid && *instruction != get_response) return card(closed);
    if (*file != file_messages) return access_file(*instruction, *file);
    const std::size_t places = sim_storage().places();
    if (*instruction == get_response) return card(done, description(*file, places * sms_record_size, sms_record_size));
    if (*instruction != read_record && *instruction != update_record) return card(wrong_command);
    if (command.number(3) != absolute) return card(wrong_parameters);
    if (command.number(4) != static_cast<int>(sms_record_size)) return card(wrong_length);
    const int record = command.number(2).value_or(0);
    const std::size_t index = sim_storage().first_slot() + static_cast<std::size_t>(record) - 1;
    if (record < 1 || !sim_storage().valid(index)) return card(no_such_record);
    if (*instruction == update_record) return update(index, command.count() > 5 ? command.arguments[5] : "");
    StoredMessage* message = sim_storage().at(index);
    if (message != nullptr) message->seen = true;
    return card(done, record_of(message));
}

ModemCore::Answer ModemCore::update(std::size_t index, std::string_view hex) {
    switch (personality_.record_update) {
        case RecordUpdate::allowed: break;
        case RecordUpdate::refused_by_card: return card(update_refused);
        case RecordUpdate::refused_by_modem: return cme_error(cme::not_allowed);
    }
    const auto octets = base::from_hex(hex);
    if (!octets || octets->size() != sms_record_size) return card(wrong_length);
    SmsRecord record{};
    std::ranges::copy(*octets, record.begin());
    auto message = message_of(record);
    if (!message) {
        erase(sim_storage(), index);
        return card(done);
    }
    switch (write_record(index, std::move(*message))) {
        case Written::done: break;
        case Written::no_card: return cme_error(cme::no_sim);
        case Written::no_power: return later();
    }
    return card(done);
}

// A record of EF_SMS by the host, whatever the command, in place of what is there.
ModemCore::Written ModemCore::write_record(std::size_t index, StoredMessage message) {
    MessageStorage& places = sim_storage();
    if (chance_.fires(Fault::sim_pulled)) {
        static_cast<void>(remove_sim());
        return Written::no_card;
    }
    const bool power_goes = chance_.fires(Fault::power_lost);
    const bool lost = chance_.fires(Fault::write_lost) || (power_goes && chance_.random(Fault::power_lost).chance(0.5));
    if (chance_.fires(Fault::write_garbled)) message = garbled(message);
    if (!lost) {
        log_deletion(places, index);
        const SmsRecord record = record_of(&message);
        log_.write("record_written", [&](base::Json& json) {
            json.set("modem", index_).set("index", index).set("status", record[0]).set("tpdu", base::to_hex(message.tpdu));
        });
        places.put(index, std::move(message));
    }
    if (!power_goes) return Written::done;
    power_cycle();
    return Written::no_power;
}

// One octet behind the status is another one.
StoredMessage ModemCore::garbled(const StoredMessage& message) {
    Random& random = chance_.random(Fault::write_garbled);
    SmsRecord record = record_of(&message);
    const std::size_t length = std::min(message.service_centre.size() + message.tpdu.size(), sms_record_size - 1);
    auto& octet = record[1 + random.up_to(std::max<std::size_t>(length, 1) - 1)];
    octet = static_cast<std::uint8_t>(octet ^ (1U + random.up_to(254)));
    return message_of(record).value_or(message);
}

ModemCore::Answer ModemCore::access_file(int command, int file) const {
    base::Octets content;
    if (file == file_iccid) {
        content = swapped_digits(iccid_);
        content.resize(10, 0xFF);
    }
    if (file == file_imsi) {
        // TS 51.011 §10.3.2: length, then parity and the first digit in one octet.
        const unsigned parity = imsi_.size() % 2 == 1 ? 9U : 1U;
        const base::Octets rest = swapped_digits(imsi_.substr(1));
        content = {static_cast<std::uint8_t>(1 + rest.size()),
                   static_cast<std::uint8_t>(static_cast<unsigned>(imsi_[0] - '0') << 4U | parity)};
        content.insert(content.end(), rest.begin(), rest.end());
        content.resize(9, 0xFF);
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
    if (command == get_response) return card(done, description(file, content.size(), records ? content.size() : 0));
    return command == (records ? read_record : read_binary) ? card(done, content) : card(wrong_command);
}

}  // namespace gsmcfg::sim
