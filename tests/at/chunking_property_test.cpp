#include "gsmcfg/at/decoder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace gsmcfg::at {
namespace {

const Command send{.text = "AT+CMGS=23", .answers = {"+CMGS:"}, .pdu_lines = true, .prompt = true};

std::string seen(Decoder& decoder) {
    std::string out = decoder.prompted() ? "prompt " : "";
    for (const AnswerLine& line : decoder.answer()) out += "a[" + line.text + "|" + line.pdu + "]";
    for (const Unsolicited& line : decoder.take_unsolicited()) out += "u[" + line.text + "|" + line.pdu + "]";
    if (decoder.final()) out += "f[" + decoder.final()->text + "]";
    return out + std::to_string(decoder.stray_finals());
}

rc::Gen<std::string> some_bytes() {
    const auto piece =
        rc::gen::oneOf(rc::gen::element<std::string>("\r\n> ", ">", "\r\nOK\r\n", "\r\nERROR\r\n", "+CMGS: 5\r\n", "+CDS: 24\r\n",
                                                     "06AA\r", "\r\n", "\r\r\n", "AT+CMGS=23\r", "+CMTI: \"SM\",1\r\n", "\x1a",
                                                     "\x1b", "RDY\r\n", "+CMS ERROR: 500\r\n"),
                       rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
        std::string all;
        for (const std::string& one : pieces) all += one;
        return all;
    });
}

TEST(Chunking, DoesNotMatter) {
    const bool passed = rc::check("any chunking of the same bytes is read alike", [] {
        const std::string bytes = *some_bytes();
        Decoder whole;
        whole.begin(send);
        whole.feed(bytes);
        Decoder parts;
        parts.begin(send);
        for (std::size_t at = 0; at < bytes.size();) {
            const auto size = *rc::gen::inRange<std::size_t>(1, bytes.size() - at + 1);
            parts.feed(std::string_view(bytes).substr(at, size));
            at += size;
        }
        RC_ASSERT(seen(whole) == seen(parts));
    });
    EXPECT_TRUE(passed);
}

}  // namespace
}  // namespace gsmcfg::at
