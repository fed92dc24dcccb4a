// Final results and errors in the words of the channel.
#pragma once

#include "gsmcfg/at/error_table.hpp"
#include "gsmcfg/at/final_result.hpp"
#include "gsmcfg/channel/channel.hpp"

#include <string>
#include <string_view>

namespace gsmcfg::modem {

[[nodiscard]] channel::FailureClass to_failure_class(at::ErrorClass kind);
// Of a result that is not OK.
// Make and model tell what numbers from 512 on mean.
[[nodiscard]] channel::Failure to_failure(const at::FinalResult& result, std::string_view make = {}, std::string_view model = {});
[[nodiscard]] channel::Failure to_failure(const base::Error& error);
// "AT+CSCA: +CMS ERROR: 330 (SMSC address unknown); set the SMSC …" with ErrorCode::refused.
[[nodiscard]] base::Error to_error(const std::string& where, std::string_view what, const at::FinalResult& result);
// The SIM or the modem asks for a moment (CME 14, 515, CMS 314, 515 …).
[[nodiscard]] bool is_busy(const at::FinalResult& result);

}  // namespace gsmcfg::modem
