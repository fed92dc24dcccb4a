// Walks over a PDU. Every failure names its field and the octet's place in the whole input.
#pragma once

#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gsmcfg::sms {

using base::Octets;
using OctetSpan = std::span<const std::uint8_t>;

class OctetReader {
public:
    // `path` is what field names are appended to ("DELIVER"); `start` is the offset of octets[0] in the whole input.
    // The octets must outlive the reader.
    OctetReader(OctetSpan octets, std::string path, std::size_t start = 0)
        : octets_(octets), path_(std::move(path)), start_(start) {}

    [[nodiscard]] std::size_t offset() const noexcept { return start_ + at_; }
    [[nodiscard]] std::size_t remaining() const noexcept { return octets_.size() - at_; }
    [[nodiscard]] OctetSpan rest() const noexcept { return octets_.subspan(at_); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    // Errors: truncated, with the offset of the first octet that is missing.
    [[nodiscard]] base::Result<std::uint8_t> octet(std::string_view field);
    [[nodiscard]] base::Result<OctetSpan> octets(std::size_t count, std::string_view field);

    // An Error about `field` whose octet is at `offset` of the whole input.
    [[nodiscard]] tl::unexpected<base::Error> refuse(base::ErrorCode code, std::string_view field, std::string detail,
                                                     std::size_t offset) const;

private:
    OctetSpan octets_;
    std::string path_;
    std::size_t start_;
    std::size_t at_ = 0;
};

}  // namespace gsmcfg::sms
