// What the messages on a Master-SIM say of their sender and time.
#pragma once

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/base/result.hpp"
#include "gsmcfg/sms/address.hpp"
#include "gsmcfg/sms/timestamp.hpp"

#include <string_view>

namespace gsmcfg::cli {

// A number, or a name of up to 11 characters. Errors: invalid_argument.
[[nodiscard]] base::Result<sms::Address> parse_sender(std::string_view text, const base::NumberingPlan& plan);
// "2026-03-01T12:00[:05][Z|+03:00]"; without a zone UTC. Errors: invalid_argument.
[[nodiscard]] base::Result<sms::Timestamp> parse_timestamp(std::string_view text);

}  // namespace gsmcfg::cli
