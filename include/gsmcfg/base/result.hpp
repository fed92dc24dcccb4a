// Result<T>: a value or an Error. The one alias of tl::expected.
#pragma once

#include "gsmcfg/base/error.hpp"

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace gsmcfg::base {

// Functions that return one are marked [[nodiscard]].
template <typename T>
using Result = tl::expected<T, Error>;

// The failing side of any Result<T>: `return fail(ErrorCode::timeout, "ttyUSB0", "no answer to AT");`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string where, std::string detail,
                                                std::optional<std::size_t> offset = std::nullopt) {
    return tl::unexpected<Error>(Error{code, std::move(where), std::move(detail), offset});
}

// Hands an inner failure on unchanged.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace gsmcfg::base
