// The modem's half of a dialogue: any bytes, and the same result however they are cut.
#include "fuzz_target.hpp"
#include "gsmcfg/at/decoder.hpp"

#include <array>
#include <string>

namespace {

using namespace gsmcfg;

const at::Command& command(std::uint8_t choice) {
    static const std::array<at::Command, 5> commands{{
        {.text = "AT+CMGS=19", .answers = {"+CMGS:"}, .prompt = true},
        {.text = "AT+CMGL=4", .answers = {"+CMGL:"}, .pdu_lines = true},
        {.text = "AT+CGMI", .answers = {"+CGMI:"}, .free_text = true},
        {.text = "AT", .numeric_finals = true},
        {.text = "AT+CREG?", .answers = {"+CREG:"}},
    }};
    return commands[choice % commands.size()];
}

std::string seen(at::Decoder& decoder) {
    std::string out = decoder.prompted() ? "prompt " : "";
    for (const auto& line : decoder.answer()) {
        fuzz::require(line.text.size() <= at::LineFramer::max_line && !line.text.empty(), "an answer is a line");
        out += "a[" + line.text + "|" + line.pdu + "]";
    }
    for (const auto& line : decoder.take_unsolicited()) out += "u[" + line.text + "|" + line.pdu + "]";
    if (decoder.final()) out += "f[" + decoder.final()->text + "]";
    return out + std::to_string(decoder.stray_finals());
}

}  // namespace

// The first octet chooses the command, the second where the bytes are cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes = fuzz::text_of(data + 2, size - 2);
    at::Decoder whole;
    whole.begin(command(data[0]));
    whole.feed(bytes);
    at::Decoder cut;
    cut.begin(command(data[0]));
    const std::size_t piece = 1 + data[1] % 7;
    for (std::size_t i = 0; i < bytes.size(); i += piece) cut.feed(bytes.substr(i, piece));
    fuzz::require(seen(whole) == seen(cut), "the cut does not matter");
    // Whatever has come, the next command is answered.
    whole.abandon();
    whole.begin({.text = "AT"});
    whole.feed("\r\nOK\r\n");
    fuzz::require(whole.final().has_value() && whole.final()->ok(), "the next command is answered");
    return 0;
}
