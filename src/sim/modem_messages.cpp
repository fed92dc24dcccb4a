// The commands of TS 27.005 that set how messages are stored, shown and announced.
#include <fmt/format.h>

#include <algorithm>

#include "sim/alphabet.hpp"
#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

bool in_range(int value, int low, int high) { return value >= low && value <= high; }

}  // namespace

std::span<const ModemCore::Row> ModemCore::message_rows() {
    static const std::array rows{
        Row{"+CSMS", &ModemCore::on_csms, Needs::nothing},          Row{"+CMGF", &ModemCore::on_cmgf, Needs::nothing},
        Row{"+CPMS", &ModemCore::on_cpms, Needs::sim_for_messages}, Row{"+CNMI", &ModemCore::on_cnmi, Needs::nothing},
        Row{"+CSCA", &ModemCore::on_csca, Needs::sim_for_messages}, Row{"+CMMS", &ModemCore::on_cmms, Needs::nothing},
        Row{"+CSMP", &ModemCore::on_csmp, Needs::nothing},          Row{"+CSDH", &ModemCore::on_csdh, Needs::nothing},
        Row{"+CMGS", &ModemCore::on_cmgs, Needs::sim_for_messages}, Row{"+CMGW", &ModemCore::on_cmgw, Needs::sim_for_messages},
        Row{"+CMGL", &ModemCore::on_cmgl, Needs::sim_for_messages}, Row{"+CMGR", &ModemCore::on_cmgr, Needs::sim_for_messages},
        Row{"+CMGD", &ModemCore::on_cmgd, Needs::sim_for_messages}, Row{"+CMSS", &ModemCore::on_cmss, Needs::sim_for_messages},
        Row{"+CNMA", &ModemCore::on_cnma, Needs::nothing},          Row{"^SM20", &ModemCore::on_sm20, Needs::nothing},
    };
    return rows;
}

ModemCore::Answer ModemCore::on_csms(const Command& command) {
    if (command.form == Form::test) return ok({"+CSMS: (0,1)"});
    if (command.form == Form::read) return ok({fmt::format("+CSMS: {},1,1,1", csms_)});
    const int value = command.number(0).value_or(-1);
    if (!in_range(value, 0, 1)) return cms_error(cms::not_supported);
    csms_ = value;
    return ok({"+CSMS: 1,1,1"});
}

ModemCore::Answer ModemCore::on_cmgf(const Command& command) {
    if (command.form == Form::test) return ok({"+CMGF: (0,1)"});
    if (command.form == Form::read) return ok({fmt::format("+CMGF: {}", text_mode_ ? 1 : 0)});
    const int value = command.form == Form::execute ? 0 : command.number(0).value_or(-1);
    if (!in_range(value, 0, 1)) return cms_error(cms::not_supported);
    text_mode_ = value == 1;
    return ok();
}

// Which row of the personality has that name.
std::optional<std::size_t> ModemCore::find_row_of(std::string_view store) const {
    const auto& rows = personality_.stores;
    const auto found = std::ranges::find(rows, store, &StoreRow::name);
    if (found == rows.end()) return std::nullopt;
    return static_cast<std::size_t>(found - rows.begin());
}

MessageStorage* ModemCore::find_storage(std::string_view name) {
    const auto found = std::ranges::find(storages_, name, &MessageStorage::name);
    return found == storages_.end() ? nullptr : &*found;
}

ModemCore::Answer ModemCore::on_cpms(const Command& command) {
    if (command.form == Form::test) {
        const std::string_view names = condition_ == Condition::no_storage ? "(),(),()" : personality_.cpms_test;
        return ok({fmt::format("+CPMS: {}", names)});
    }
    const std::size_t memories = personality_.memories;
    if (condition_ == Condition::no_storage) return cms_error(cms::not_allowed);
    if (command.form == Form::set) {
        const std::size_t least = personality_.cpms_wants_all ? memories : 1;
        if (command.count() < least || command.count() > memories) return cms_error(cms::not_allowed);
        auto selected = selected_;
        for (std::size_t i = 0; i < command.count(); ++i) {
            const auto row = find_row_of(command.arguments[i]);
            const bool refused = i == 2 && command.arguments[i] == "ME" && !personality_.phone_store_receives;
            if (!row || refused) return cms_error(cms::not_allowed);
            selected[i] = *row;
        }
        selected_ = selected;
        if (personality_.cpms_silent) return ok();
    } else if (command.form != Form::read) {
        return cms_error(cms::not_allowed);
    }
    std::string line = "+CPMS: ";
    for (std::size_t i = 0; i < memories; ++i) {
        const MessageStorage& places = storage(i);
        if (i > 0) line += ',';
        if (command.form == Form::read) line += fmt::format("\"{}\",", personality_.stores[selected_[i]].name);
        line += fmt::format("{},{}", places.used(), places.places());
    }
    return ok({line});
}

ModemCore::Answer ModemCore::on_cnmi(const Command& command) {
    const CnmiRules& rules = personality_.cnmi;
    if (command.form == Form::test) return ok({fmt::format("+CNMI: {}", rules.advertised)});
    if (command.form == Form::read) return ok({fmt::format("+CNMI: {}", fmt::join(cnmi_, ","))});
    const std::array<unsigned, 5> allowed{rules.mode, rules.mt, rules.bm, rules.ds, rules.bfr};
    if (command.form != Form::set || command.count() > 5) return cms_error(cms::not_allowed);
    auto wanted = cnmi_;
    for (std::size_t i = 0; i < command.count(); ++i) {
        if (!command.present(i)) continue;
        const int value = command.number(i).value_or(-1);
        if (!in_range(value, 0, 3) || (allowed[i] >> static_cast<unsigned>(value) & 1U) == 0)
            return cms_error(cms::not_supported);
        wanted[i] = value;
    }
    cnmi_ = wanted;
    if (cnmi_[0] != 0) {
        for (std::string& line : std::exchange(buffered_, {})) {
            queue_.after(std::chrono::nanoseconds(0), [this, line = std::move(line)] { unsolicited(line); });
        }
    }
    if (condition_ == Condition::no_storage) network_.modem_ready(index_);
    return ok();
}

ModemCore::Answer ModemCore::on_csca(const Command& command) {
    if (command.form == Form::test) return ok();
    if (command.form == Form::read) {
        const bool international = service_centre_.starts_with('+');
        std::string number = shown(service_centre_);
        switch (personality_.csca) {
            case CscaForm::plain: break;
            case CscaForm::ucs2_hex: number = base::to_hex(to_ucs2(service_centre_)); break;
            case CscaForm::no_plus: number = service_centre_.substr(international ? 1 : 0); break;
        }
        return ok({fmt::format("+CSCA: \"{}\",{}", number, international ? 145 : 129)});
    }
    if (command.count() == 0) return cms_error(cms::bad_pdu_parameter);
    std::string number = typed(command.arguments[0]);
    if (command.number(1) == 145 && !number.starts_with('+')) number.insert(number.begin(), '+');
    service_centre_ = number;
    return ok();
}

// TP first octet, validity, protocol and coding of what text mode sends.
ModemCore::Answer ModemCore::on_csmp(const Command& command) {
    if (command.form == Form::test) return ok();
    if (command.form == Form::read) return ok({fmt::format("+CSMP: {}", fmt::join(csmp_, ","))});
    if (command.form != Form::set || command.count() > 4) return cms_error(cms::bad_text_parameter);
    auto wanted = csmp_;
    for (std::size_t i = 0; i < command.count(); ++i) {
        if (!command.present(i)) continue;
        const int value = command.number(i).value_or(-1);
        if (!in_range(value, 0, 255)) return cms_error(cms::bad_text_parameter);
        wanted[i] = value;
    }
    csmp_ = wanted;
    if (personality_.csmp_clears_centre) service_centre_.clear();
    return ok();
}

ModemCore::Answer ModemCore::on_csdh(const Command& command) {
    if (command.form == Form::test) return ok({"+CSDH: (0,1)"});
    if (command.form == Form::read) return ok({fmt::format("+CSDH: {}", details_ ? 1 : 0)});
    const int value = command.form == Form::execute ? 0 : command.number(0).value_or(-1);
    if (!in_range(value, 0, 1)) return cms_error(cms::bad_text_parameter);
    details_ = value == 1;
    return ok();
}

ModemCore::Answer ModemCore::on_cmms(const Command& command) {
    if (command.form == Form::test) return ok({"+CMMS: (0-2)"});
    if (command.form == Form::read) return ok({fmt::format("+CMMS: {}", cmms_)});
    const int value = command.number(0).value_or(-1);
    if (!in_range(value, 0, 2)) return cms_error(cms::not_supported);
    cmms_ = value;
    return ok();
}

ModemCore::Answer ModemCore::on_cnma(const Command& command) {
    if (command.form == Form::test) return ok({"+CNMA: (0-2)"});
    if (!awaiting_acknowledgement_) return cms_error(cms::no_acknowledgement_expected);
    const int kind = command.form == Form::set ? command.number(0).value_or(-1) : 0;
    if (!in_range(kind, 0, 2)) return cms_error(cms::not_supported);
    awaiting_acknowledgement_ = false;
    network_.modem_ready(index_);
    return ok();
}

}  // namespace gsmcfg::sim
