// A SIM card as a thing of its own: identity, locks and the short messages on it, in a modem, in a meter or in a file.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// A record of EF_SMS (TS 51.011 §10.5.3): status octet, service centre address, TPDU, FF up to the end.
// Status: xxxxx000 free, 001 received and read, 011 received and unread, 101 sent, 111 to be sent.
inline constexpr std::size_t sms_record_size = 176;
using SmsRecord = std::array<std::uint8_t, sms_record_size>;

// 00 and FF.
[[nodiscard]] SmsRecord free_sms_record();
[[nodiscard]] constexpr bool in_use(const SmsRecord& record) { return (record[0] & 1U) != 0; }

struct SimPin {
    bool enabled = false;
    std::string pin = "1234";
    std::string puk = "12345678";
    int attempts = 3;  // 0: only the PUK opens it
    int puk_attempts = 10;

    bool operator==(const SimPin&) const = default;
};

struct SimCard {
    std::string iccid;   // 18-20 digits
    std::string imsi;    // 6-15 digits
    std::string number;  // its own, E.164; may be empty
    SimPin pin;
    std::vector<SmsRecord> records;  // one a place, 1-254; record number n is records[n - 1]

    [[nodiscard]] std::size_t places() const { return records.size(); }
    [[nodiscard]] std::size_t used() const;

    bool operator==(const SimCard&) const = default;
};

// A card with free places whose identity follows from `seed`: a check digit at the end of the ICCID, the number +9998….
[[nodiscard]] SimCard make_sim_card(std::string_view seed, std::size_t places);

// JSON: {"iccid", "imsi", "number", "places", "pin": {"enabled", "pin", "puk", "attempts", "puk_attempts"},
// "records": {"1": "0307…", …}}. Records are hex by their number; free ones and the FF at the end may be left out, and so may
// "number", "pin" and "records". Errors: malformed; detail says what is wrong where.
[[nodiscard]] base::Result<SimCard> parse_sim_card(std::string_view text, const std::string& source);
[[nodiscard]] std::string dump_sim_card(const SimCard& card);
// Errors of read_file too.
[[nodiscard]] base::Result<SimCard> load_sim_card(const std::filesystem::path& path);
// Replaces the file in one step, mode 0600: it holds passwords. Errors of write_file.
[[nodiscard]] base::Result<void> save_sim_card(const SimCard& card, const std::filesystem::path& path);

}  // namespace gsmcfg::sim
