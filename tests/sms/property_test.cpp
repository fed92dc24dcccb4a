// Laws that hold for every text and every octet string.
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/sms/pdu.hpp"
#include "gsmcfg/sms/reassembly.hpp"
#include "gsmcfg/sms/text_parts.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace gsmcfg::sms {
namespace {

const std::u32string& gsm7_characters() {
    static const auto characters = [] {
        std::u32string all;
        for (char32_t c = 0; c < 0x2100; ++c)
            if (representable(c)) all += c;
        return all;
    }();
    return characters;
}

rc::Gen<std::string> gsm7_text() {
    return rc::gen::map(rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, gsm7_characters().size())),
                        [](const std::vector<std::size_t>& places) {
                            std::u32string text;
                            for (const auto place : places) text += gsm7_characters()[place];
                            return base::to_utf8(text);
                        });
}

rc::Gen<std::string> any_text() {
    const auto character = rc::gen::map(rc::gen::inRange<std::uint32_t>(0, 0x10FFFF), [](std::uint32_t c) {
        return c >= 0xD800 && c <= 0xDFFF ? char32_t{'x'} : static_cast<char32_t>(c);
    });
    return rc::gen::map(rc::gen::container<std::vector<char32_t>>(character), [](const std::vector<char32_t>& text) {
        return base::to_utf8(std::u32string(text.begin(), text.end()));
    });
}

rc::Gen<Address> any_number() {
    return rc::gen::map(rc::gen::container<std::string>(rc::gen::inRange('0', static_cast<char>('9' + 1))),
                        [](std::string digits) {
                            return Address{TypeOfNumber::international, 1, digits.substr(0, 20)};
                        });
}

TEST(Gsm7Law, TableHas137Characters) { EXPECT_EQ(gsm7_characters().size(), 137U); }

TEST(Gsm7Law, DecodeUndoesEncode) {
    EXPECT_TRUE(rc::check([] {
        const auto text = *gsm7_text();
        const auto fill = *rc::gen::inRange(0U, 7U);
        const auto septets = encode_gsm7(text);
        RC_ASSERT(septets.has_value());
        const auto unpacked = unpack_septets(pack_septets(*septets, fill), septets->size(), fill);
        RC_ASSERT(unpacked.has_value());
        RC_ASSERT(decode_gsm7(*unpacked) == text);
    }));
}

TEST(TextLaw, PartsJoinToTheText) {
    EXPECT_TRUE(rc::check([] {
        const bool narrow = *rc::gen::arbitrary<bool>();
        auto text = narrow ? *gsm7_text() : *any_text();
        const auto times = *rc::gen::inRange(1, 12);
        const auto once = text;
        for (int i = 1; i < times; ++i) text += once;
        const auto parts = split_text(text, 7);
        RC_ASSERT(parts.has_value());
        RC_ASSERT(join(*parts) == text);
        for (const auto& part : *parts) {
            RC_ASSERT(encode_user_data(part).has_value());
            if (part.alphabet == Alphabet::gsm7) RC_ASSERT(part.septets.empty() || decode_gsm7(part.septets).back() != '\xBD');
        }
    }));
}

TEST(SubmitLaw, DecodeUndoesEncode) {
    EXPECT_TRUE(rc::check([] {
        const auto text = *rc::gen::oneOf(gsm7_text(), any_text());
        const auto recipient = *any_number();
        SubmitRequest request;
        request.recipient = recipient;
        request.text = text;
        request.status_report = *rc::gen::arbitrary<bool>();
        if (*rc::gen::arbitrary<bool>()) request.validity = std::chrono::minutes(*rc::gen::inRange(1, 635040));
        const auto tpdus = encode_submit(request);
        RC_ASSERT(tpdus.has_value());
        std::vector<UserData> parts;
        for (const auto& tpdu : *tpdus) {
            const auto submit = decode_submit(tpdu);
            RC_ASSERT(submit.has_value());
            RC_ASSERT(submit->recipient == recipient);
            RC_ASSERT(submit->status_report == request.status_report);
            RC_ASSERT(submit->validity.period.has_value() == request.validity.has_value());
            if (request.validity) RC_ASSERT(*submit->validity.period >= *request.validity);
            RC_ASSERT(*encode_submit(*submit) == tpdu);
            parts.push_back(submit->user_data);
        }
        RC_ASSERT(join(parts) == text);
    }));
}

TEST(DeliverLaw, DecodeUndoesEncode) {
    EXPECT_TRUE(rc::check([] {
        Deliver deliver;
        deliver.originator = *any_number();
        deliver.pid = *rc::gen::arbitrary<std::uint8_t>();
        const auto parts = *split_text(*rc::gen::oneOf(gsm7_text(), any_text()), 1);
        deliver.user_data = parts.front();
        deliver.dcs = make_dcs(deliver.user_data.alphabet);
        const std::chrono::sys_seconds utc{std::chrono::seconds(*rc::gen::inRange<std::int64_t>(631238400, 3786825600))};
        deliver.scts = Timestamp{utc, std::chrono::minutes(15 * *rc::gen::inRange(-79, 80))};
        deliver.more_messages = *rc::gen::arbitrary<bool>();
        const auto octets = encode_deliver(deliver);
        RC_ASSERT(octets.has_value());
        const auto decoded = decode_deliver(*octets);
        RC_ASSERT(decoded.has_value());
        RC_ASSERT(decoded->originator == deliver.originator);
        RC_ASSERT(decoded->scts == deliver.scts);
        RC_ASSERT(decoded->user_data.septets == deliver.user_data.septets);
        RC_ASSERT(decoded->user_data.utf16 == deliver.user_data.utf16);
        RC_ASSERT(decoded->user_data.header == deliver.user_data.header);
        RC_ASSERT(*encode_deliver(*decoded) == *octets);
    }));
}

void read_all_ways(const Octets& octets) {
    for (const auto field : {SmscField::present, SmscField::absent, SmscField::detect})
        for (const auto direction : {Direction::unknown, Direction::from_network, Direction::to_network}) {
            const auto pdu = decode_pdu(octets, field, direction);
            if (!pdu) {
                RC_ASSERT(!pdu.error().where.empty());
                RC_ASSERT(pdu.error().offset.has_value());
                RC_ASSERT(*pdu.error().offset <= octets.size());
                continue;
            }
            RC_ASSERT(!pdu_json(*pdu).dump().empty());
            RC_ASSERT(base::is_utf8(pdu_text(*pdu)));
        }
}

TEST(PduLaw, RandomOctetsGiveAValueOrAnError) {
    EXPECT_TRUE(rc::check([] { read_all_ways(*rc::gen::arbitrary<Octets>()); }));
}

TEST(PduLaw, DamagedPdusGiveAValueOrAnError) {
    const auto good = *base::from_hex(
        "0791990900000010440B919909100000F10008621112305100210E05000377020104160417041804190"
        "41A");
    EXPECT_TRUE(rc::check([&good] {
        auto octets = good;
        const auto changes = *rc::gen::inRange(1, 4);
        for (int i = 0; i < changes; ++i)
            octets[*rc::gen::inRange<std::size_t>(0, octets.size())] = *rc::gen::arbitrary<std::uint8_t>();
        octets.resize(*rc::gen::inRange<std::size_t>(0, octets.size() + 1));
        read_all_ways(octets);
    }));
}

}  // namespace
}  // namespace gsmcfg::sms
