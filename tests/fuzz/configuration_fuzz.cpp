// Profiles and dialects: TOML that a person wrote.
#include "fuzz_target.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/profile.hpp"

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gsmcfg;
    const std::string_view text = fuzz::text_of(data, size);
    const auto dialect = meter::Dialect::parse(text, "dialect.toml");
    if (dialect)
        fuzz::require(meter::Dialect::parse(std::string(dialect->text()), "dialect.toml").has_value(), "a dialect is read again");
    else fuzz::require(!dialect.error().detail.empty(), "a fault has words");
    [[maybe_unused]] const auto profile = meter::parse_profile(text, "profile.toml");
    return 0;
}
