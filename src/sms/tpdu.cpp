#include "sms/tpdu.hpp"

#include <algorithm>

namespace gsmcfg::sms::tpdu {

base::Result<void> expect_end(const OctetReader& reader) {
    if (std::ranges::all_of(reader.rest(), [](std::uint8_t octet) { return octet == 0xFF; })) return {};
    return reader.refuse(base::ErrorCode::malformed, "end", std::to_string(reader.remaining()) + " octets are left over",
                         reader.offset());
}

base::Result<void> check_alphabet(const DataCoding& dcs, const UserData& data, const char* type) {
    const auto meant = decode_dcs(dcs.value);
    if ((meant.compressed ? Alphabet::octets : meant.alphabet) == data.alphabet) return {};
    return base::fail(base::ErrorCode::invalid_argument, std::string(type) + ".dcs",
                      "the user data are in another alphabet than the data coding says");
}

tl::unexpected<base::Error> within(const char* type, const char* field, base::Error error) {
    error.where = std::string(type) + "." + field;
    return base::fail(std::move(error));
}

}  // namespace gsmcfg::sms::tpdu
