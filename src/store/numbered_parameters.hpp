// A statement's named parameters in the form that PostgreSQL has.
#pragma once

#include "session.hpp"

namespace gsmcfg::store {

// ":name" becomes "$1::bigint" or "$1::text", numbered in the order in which the names come first: a name that stands several
// times is one parameter, as it is for SQLite. Throws DatabaseError if there are not as many names as types.
[[nodiscard]] std::string with_numbered_parameters(std::string_view sql, std::span<const ParameterType> types);

}  // namespace gsmcfg::store
