#include "gsmcfg/sms/octet_reader.hpp"

namespace gsmcfg::sms {

base::Result<std::uint8_t> OctetReader::octet(std::string_view field) {
    if (remaining() == 0) return refuse(base::ErrorCode::truncated, field, "the PDU ends before this field", offset());
    return octets_[at_++];
}

base::Result<OctetSpan> OctetReader::octets(std::size_t count, std::string_view field) {
    if (remaining() < count) {
        const auto detail = "needs " + std::to_string(count) + " octets, " + std::to_string(remaining()) + " are left";
        return refuse(base::ErrorCode::truncated, field, detail, start_ + octets_.size());
    }
    const auto taken = octets_.subspan(at_, count);
    at_ += count;
    return taken;
}

tl::unexpected<base::Error> OctetReader::refuse(base::ErrorCode code, std::string_view field, std::string detail,
                                                std::size_t offset) const {
    return base::fail(code, path_ + "." + std::string(field), std::move(detail), offset);
}

}  // namespace gsmcfg::sms
