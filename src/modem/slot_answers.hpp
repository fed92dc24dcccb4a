// What +CMGR, +CMGL and +CMGD say of a place.
#pragma once

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/at/final_result.hpp"
#include "gsmcfg/modem/message_storage.hpp"

namespace gsmcfg::modem {

// The refusals that modems give for a place where nothing is: +CMS ERROR: 321, +CME ERROR: 21 and 22.
[[nodiscard]] bool is_empty_slot(const at::FinalResult& result);
// <stat>: a number, or the words of text mode, which some modems use in PDU mode too (TS 27.005 §3.1).
[[nodiscard]] SlotState slot_state(const at::Field& field);

}  // namespace gsmcfg::modem
