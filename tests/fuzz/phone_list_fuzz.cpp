// Lists as people have them.
#include "fuzz_target.hpp"
#include "gsmcfg/meter/phone_list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gsmcfg;
    static const meter::Dialect dialect = meter::find_embedded(meter::default_dialect).value();
    const auto list = meter::parse_phone_list(fuzz::text_of(data, size), "list", dialect, {});
    for (const auto& meter : list.meters) {
        fuzz::require(base::PhoneNumber::from_e164(meter.phone().e164()).has_value(), "a number is E.164");
    }
    return 0;
}
