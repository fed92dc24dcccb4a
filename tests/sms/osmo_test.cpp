// libosmogsm as the judge: another reading of the same standards.
#include "gsmcfg/sms/address.hpp"
#include "gsmcfg/sms/dcs.hpp"
#include "gsmcfg/sms/deliver.hpp"
#include "gsmcfg/sms/gsm7.hpp"
#include "gsmcfg/sms/submit.hpp"
#include "gsmcfg/sms/timestamp.hpp"
#include "gsmcfg/sms/validity_period.hpp"
#include "sim/alphabet.hpp"
#include "sim/tpdu.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

extern "C" {
#include <osmocom/gsm/protocol/gsm_04_11.h>
// Above declares what those below use.
#include <osmocom/gsm/gsm0411_utils.h>
#include <osmocom/gsm/gsm48_ie.h>
#include <osmocom/gsm/gsm_utils.h>
}

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

namespace gsmcfg::sms {
namespace {

// Characters of ASCII that both know: libosmogsm works on Latin-1.
rc::Gen<std::string> ascii_text() {
    const std::string characters =
        "@$ !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_^{}\\[~]|\n\r";
    return rc::gen::map(rc::gen::container<std::string>(rc::gen::elementOf(characters)),
                        [](std::string text) { return text.substr(0, 60); });
}

TEST(Osmo, PacksTheSameOctets) {
    EXPECT_TRUE(rc::check([] {
        const auto text = *ascii_text();
        const auto septets = *encode_gsm7(text);
        std::array<std::uint8_t, 256> octets{};
        int written = 0;
        const int count = gsm_7bit_encode_n(octets.data(), octets.size(), text.c_str(), &written);
        RC_ASSERT(static_cast<std::size_t>(count) == septets.size());
        RC_ASSERT(Octets(octets.begin(), octets.begin() + written) == pack_septets(septets));
    }));
}

TEST(Osmo, ReadsOurOctets) {
    EXPECT_TRUE(rc::check([] {
        const auto text = *ascii_text();
        const auto septets = *encode_gsm7(text);
        const auto octets = pack_septets(septets);
        std::array<char, 256> decoded{};
        gsm_7bit_decode_n(decoded.data(), decoded.size(), octets.data(), static_cast<std::uint8_t>(septets.size()));
        RC_ASSERT(std::string(decoded.data()) == text);
    }));
}

TEST(Osmo, PacksTheSameFillBits) {
    EXPECT_TRUE(rc::check([] {
        const auto septets = *encode_gsm7(*ascii_text());
        const auto fill = *rc::gen::inRange(0U, 7U);
        if (septets.empty()) return;
        std::array<std::uint8_t, 256> octets{};
        const int written = gsm_septet_pack(octets.data(), septets.data(), septets.size(), static_cast<std::uint8_t>(fill));
        const auto ours = pack_septets(septets, fill);
        RC_ASSERT(static_cast<std::size_t>(written) >= ours.size());
        RC_ASSERT(Octets(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(ours.size())) == ours);
    }));
}

TEST(Osmo, WritesTheSameAddress) {
    EXPECT_TRUE(rc::check([] {
        const auto digits = (*rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789")))).substr(0, 20);
        std::array<std::uint8_t, 16> octets{};
        const int written = gsm340_gen_oa(octets.data(), octets.size(), 1, 1, digits.c_str());
        RC_ASSERT(written > 0);
        const auto ours = *encode_address({TypeOfNumber::international, 1, digits});
        RC_ASSERT(Octets(octets.begin(), octets.begin() + written) == ours);
    }));
}

TEST(Osmo, ReadsOurDigits) {
    EXPECT_TRUE(rc::check([] {
        const auto digits = (*rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789*#abc")))).substr(0, 20);
        // The SMSC form counts octets, as the called party number of TS 24.008 does.
        const auto octets = *encode_smsc(Address{TypeOfNumber::international, 1, digits});
        std::array<char, 32> decoded{};
        RC_ASSERT(gsm48_decode_bcd_number2(decoded.data(), decoded.size(), octets.data(), octets.size(), 1) == 0);
        RC_ASSERT(std::string(decoded.data()) == digits);
    }));
}

TEST(Osmo, ReadsTheSameTime) {
    EXPECT_TRUE(rc::check([] {
        const auto seconds = *rc::gen::inRange<std::int64_t>(946684800, 2145916800);
        // Digits only: what libosmogsm makes of a zone depends on the machine's own.
        const Timestamp timestamp{std::chrono::sys_seconds{std::chrono::seconds(seconds)}, std::chrono::minutes(0)};
        auto octets = *encode_timestamp(timestamp);
        RC_ASSERT(static_cast<std::int64_t>(gsm340_scts(octets.data())) == seconds);
    }));
}

TEST(Osmo, ReadsTheTimeThatItWrites) {
    for (const std::time_t seconds : {std::time_t{946684800}, std::time_t{1795220100}, std::time_t{1709251199}}) {
        Octets octets(7);
        gsm340_gen_scts(octets.data(), seconds);
        OctetReader reader(octets, "DELIVER");
        const auto decoded = decode_timestamp(reader, "scts");
        ASSERT_TRUE(decoded);
        EXPECT_EQ((*decoded)->utc.time_since_epoch().count(), seconds);
    }
}

TEST(Osmo, SaysTheSameRelativeValidity) {
    for (unsigned value = 0; value < 256; ++value) {
        auto octet = static_cast<std::uint8_t>(value);
        const auto minutes = gsm340_validity_period(GSM340_TP_VPF_RELATIVE, &octet);
        EXPECT_EQ(static_cast<long>(minutes), decode_relative_validity(octet).count()) << value;
    }
}

TEST(Osmo, SaysTheSameAlphabet) {
    for (unsigned value = 0; value < 256; ++value) {
        const auto dcs = decode_dcs(static_cast<std::uint8_t>(value));
        if (dcs.compressed || (value >= 0x80 && value < 0xC0)) continue;  // left open by libosmogsm
        const auto alphabet = gsm338_get_sms_alphabet(dcs.value);
        if (alphabet == DCS_NONE) continue;
        const auto same = alphabet == DCS_7BIT_DEFAULT ? Alphabet::gsm7
                          : alphabet == DCS_UCS2       ? Alphabet::ucs2
                                                       : Alphabet::octets;
        EXPECT_EQ(dcs.alphabet, same) << value;
    }
}

// The simulator's own codec is judged by the same one.
TEST(Osmo, TheSimulatorPacksTheSameOctets) {
    EXPECT_TRUE(rc::check([] {
        const auto text = *ascii_text();
        const auto septets = sim::to_septets(text);
        RC_ASSERT(septets.has_value());
        std::array<std::uint8_t, 256> octets{};
        int written = 0;
        const int count = gsm_7bit_encode_n(octets.data(), octets.size(), text.c_str(), &written);
        RC_ASSERT(static_cast<std::size_t>(count) == septets->size());
        RC_ASSERT(Octets(octets.begin(), octets.begin() + written) == sim::pack(*septets, 0));
        std::array<char, 256> decoded{};
        const auto packed = sim::pack(*septets, 0);
        gsm_7bit_decode_n(decoded.data(), decoded.size(), packed.data(), static_cast<std::uint8_t>(septets->size()));
        RC_ASSERT(std::string(decoded.data()) == text);
    }));
}

TEST(Osmo, AllThreeUnpackAlike) {
    EXPECT_TRUE(rc::check([] {
        const auto octets = *rc::gen::container<Octets>(rc::gen::arbitrary<std::uint8_t>());
        const std::size_t septets = std::min<std::size_t>(octets.size() * 8 / 7, 160);
        const auto ours = unpack_septets(octets, septets);
        RC_ASSERT(ours.has_value());
        const auto simulated = sim::unpack(octets, 0, septets);
        RC_ASSERT(std::equal(ours->begin(), ours->end(), simulated.begin(), simulated.end()));
        if (septets == 0) return;
        // libosmogsm turns septets into Latin-1 at once: compared where the character is in ASCII and stands for itself.
        std::array<char, 512> decoded{};
        gsm_7bit_decode_n(decoded.data(), decoded.size(), octets.data(), static_cast<std::uint8_t>(septets));
        bool plain = true;
        for (std::size_t i = 0; plain && i < septets; ++i) {
            const auto septet = (*ours)[i];
            plain = (septet >= '0' && septet <= '9') || (septet >= 'A' && septet <= 'Z') || (septet >= 'a' && septet <= 'z');
            if (plain) RC_ASSERT(decoded[i] == static_cast<char>(septet));
        }
    }));
}

TEST(Osmo, TheSimulatorWritesTheSameAddress) {
    EXPECT_TRUE(rc::check([] {
        const auto digits = (*rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789")))).substr(0, 20);
        if (digits.empty()) return;
        std::array<std::uint8_t, 16> octets{};
        const int written = gsm340_gen_oa(octets.data(), octets.size(), 1, 1, digits.c_str());
        RC_ASSERT(written > 0);
        RC_ASSERT(Octets(octets.begin(), octets.begin() + written) == sim::encode_address(sim::make_address("+" + digits)));
    }));
}

TEST(Osmo, TheSimulatorSaysTheSameRelativeValidity) {
    for (unsigned value = 0; value < 256; ++value) {
        auto octet = static_cast<std::uint8_t>(value);
        const auto minutes = gsm340_validity_period(GSM340_TP_VPF_RELATIVE, &octet);
        EXPECT_EQ(std::chrono::seconds(std::chrono::minutes(minutes)), sim::relative_validity(octet)) << value;
    }
}

TEST(Osmo, AllThreeReadTheSameTime) {
    EXPECT_TRUE(rc::check([] {
        const auto seconds = *rc::gen::inRange<std::int64_t>(946684800, 2145916800);
        sim::Deliver deliver;
        deliver.originator = sim::make_address("+99900000001");
        deliver.sent = base::UtcTime(std::chrono::seconds(seconds));
        deliver.text = "OK";
        auto octets = sim::encode_deliver(deliver);
        // First octet, length, type, six octets of digits, protocol, coding: then the time stamp.
        constexpr std::size_t before_stamp = 11;
        RC_ASSERT(octets.size() > before_stamp + 7);
        // A copy with zeros behind it: libosmogsm 1.7 takes the zone from the octet after the time stamp.
        std::array<std::uint8_t, 8> stamp{};
        std::copy_n(octets.begin() + before_stamp, 7, stamp.begin());
        RC_ASSERT(static_cast<std::int64_t>(gsm340_scts(stamp.data())) == seconds);
        const auto ours = decode_deliver(octets);
        RC_ASSERT(ours.has_value() && ours->scts.has_value());
        RC_ASSERT(ours->scts->utc.time_since_epoch().count() == seconds);
    }));
}

TEST(Osmo, SaysTheSameAbsoluteValidity) {
    EXPECT_TRUE(rc::check([] {
        const auto seconds = *rc::gen::inRange<std::int64_t>(946684800, 2145916800);
        Validity validity;
        validity.format = ValidityFormat::absolute;
        validity.until = Timestamp{std::chrono::sys_seconds{std::chrono::seconds(seconds)}, std::chrono::minutes(0)};
        auto octets = *encode_validity(validity);
        RC_ASSERT(octets.size() == 7U);
        RC_ASSERT(static_cast<std::int64_t>(gsm340_scts(octets.data())) == seconds);
    }));
}

// Ours and the simulator's, written by one and read by the other: libosmogsm has no coder for whole units.
TEST(Osmo, OurSubmitIsReadByTheSimulator) {
    EXPECT_TRUE(rc::check([] {
        const auto text = *ascii_text();
        SubmitRequest request;
        request.recipient = {TypeOfNumber::international, 1, "99900000001"};
        request.text = text;
        request.status_report = *rc::gen::arbitrary<bool>();
        request.validity = std::chrono::minutes(*rc::gen::inRange(5, 60000));
        const auto units = encode_submit(request);
        RC_ASSERT(units.has_value() && units->size() == 1U);
        const auto read = sim::decode_submit(units->front());
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->destination.text == "+99900000001");
        RC_ASSERT(read->text == text && read->report_requested == request.status_report);
        RC_ASSERT(read->validity.has_value() && *read->validity >= *request.validity);
        // The user data by libosmogsm's unpacking: its length octet stands behind the validity period.
        constexpr std::size_t before_length = 13;
        std::array<char, 512> decoded{};
        const auto& unit = units->front();
        gsm_7bit_decode_n(decoded.data(), decoded.size(), unit.data() + before_length + 1, unit[before_length]);
        RC_ASSERT(std::string(decoded.data()) == text);
    }));
}

}  // namespace
}  // namespace gsmcfg::sms
