// Answers to +CMGL and +CMGR, from bytes to messages.
#include "fuzz_target.hpp"
#include "gsmcfg/at/decoder.hpp"
#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/text.hpp"
#include "modem/received_pdu.hpp"

#include <variant>

namespace {

using namespace gsmcfg;

void check(const channel::Inbound& inbound) {
    fuzz::require(base::is_utf8(inbound.text), "a text is UTF-8");
    fuzz::require(inbound.problem.empty() || inbound.text.empty(), "no text that could not be read");
}

void check(const channel::Report&) {}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    at::Decoder decoder;
    decoder.begin({.text = "AT+CMGL=4", .answers = {"+CMGL:", "+CMGR:"}, .pdu_lines = true});
    decoder.feed(fuzz::text_of(data, size));
    decoder.feed("\r\nOK\r\n");
    fuzz::require(decoder.final().has_value(), "a listing ends");
    for (const at::AnswerLine& line : decoder.answer()) {
        const auto fields = at::split_fields(at::parameters(line.text));
        const auto length = fields.empty() ? std::nullopt : fields.back().number();
        const auto item = modem::read_pdu(line.pdu, length);
        std::visit([](const auto& one) { check(one); }, item);
        if (modem::is_whole(line.pdu, length)) fuzz::require(!line.pdu.empty(), "nothing is not whole");
    }
    for (const at::Unsolicited& line : decoder.take_unsolicited()) {
        if (!line.pdu.empty()) std::visit([](const auto& one) { check(one); }, modem::read_pdu(line.pdu, std::nullopt));
    }
    return 0;
}
