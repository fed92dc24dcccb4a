// What a meter answers: hostile text.
#include "fuzz_target.hpp"
#include "gsmcfg/meter/reply.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gsmcfg;
    static const meter::Dialect dialect = meter::find_embedded(meter::default_dialect).value();
    const std::string_view text = fuzz::text_of(data, size);
    const meter::Reply reply = meter::parse_reply(dialect, text);
    using Kind = meter::Reply::Kind;
    fuzz::require(reply.kind != Kind::unrecognised || !reply.reason.empty(), "what is not recognised has a reason");
    fuzz::require(reply.kind != Kind::unrecognised || reply.values.empty(), "what is not recognised proves nothing");
    fuzz::require(reply.kind != Kind::values || !reply.values.empty(), "values are there");
    fuzz::require((reply.kind == Kind::error) == reply.error.has_value(), "an error has its code");
    const std::string masked = meter::masked_reply(dialect, text);
    const auto secret = reply.values.find("psw");
    // A line of its own, and nowhere else in the text: then it must not be seen, unless it looks as what is shown in its place.
    if (secret != reply.values.end() && secret->second.find_first_not_of('*') != std::string::npos &&
        text.find(secret->second) == text.rfind(secret->second)) {
        fuzz::require(masked.find("\n" + secret->second) == std::string::npos, "a secret is masked");
    }
    return 0;
}
