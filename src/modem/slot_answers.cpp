#include "modem/slot_answers.hpp"

namespace gsmcfg::modem {

namespace {
constexpr int empty_slot = 321;
constexpr int no_index = 21;
constexpr int invalid_index = 22;
}  // namespace

bool is_empty_slot(const at::FinalResult& result) {
    return result.code == empty_slot ||
           (result.kind == at::FinalResult::Kind::cme_error && (result.code == no_index || result.code == invalid_index));
}

SlotState slot_state(const at::Field& field) {
    if (const auto number = field.number()) {
        switch (*number) {
            case 0: return SlotState::unread;
            case 1: return SlotState::read;
            case 2: return SlotState::unsent;
            case 3: return SlotState::sent;
            default: return SlotState::other;
        }
    }
    if (field.text == "REC UNREAD") return SlotState::unread;
    if (field.text == "REC READ") return SlotState::read;
    if (field.text == "STO UNSENT") return SlotState::unsent;
    return field.text.starts_with("STO") ? SlotState::sent : SlotState::other;
}

}  // namespace gsmcfg::modem
