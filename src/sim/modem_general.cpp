// The commands of V.250 and TS 27.007.
#include <fmt/format.h>

#include <algorithm>

#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
std::span<const ModemCore::Row> ModemCore::basic_rows() {
    static const std::array rows{
        Row{"E", &ModemCore::on_echo, Needs::nothing},           Row{"V", &ModemCore::on_verbose, Needs::nothing},
        Row{"Z", &ModemCore::on_reset, Needs::nothing},          Row{"&F", &ModemCore::on_reset, Needs::nothing},
        Row{"I", &ModemCore::on_identification, Needs::nothing}, Row{"S", &ModemCore::on_register, Needs::nothing},
        Row{"&C", &ModemCore::on_accepted, Needs::nothing},      Row{"&D", &ModemCore::on_accepted, Needs::nothing},
        Row{"&W", &ModemCore::on_accepted, Needs::nothing},      Row{"&K", &ModemCore::on_accepted, Needs::nothing},
        Row{"X", &ModemCore::on_accepted, Needs::nothing},       Row{"Q", &ModemCore::on_accepted, Needs::nothing},
        Row{"H", &ModemCore::on_accepted, Needs::nothing},       Row{"D", &ModemCore::on_dial, Needs::nothing},
    };
    return rows;
}

std::span<const ModemCore::Row> ModemCore::general_rows() {
    static const std::array rows{
        Row{"+CGMI", &ModemCore::on_manufacturer, Needs::nothing}, Row{"+GMI", &ModemCore::on_manufacturer, Needs::nothing},
        Row{"+CGMM", &ModemCore::on_model, Needs::nothing},        Row{"+GMM", &ModemCore::on_model, Needs::nothing},
        Row{"+CGMR", &ModemCore::on_revision, Needs::nothing},     Row{"+GMR", &ModemCore::on_revision, Needs::nothing},
        Row{"+CGSN", &ModemCore::on_imei, Needs::nothing},         Row{"+GSN", &ModemCore::on_imei, Needs::nothing},
        Row{"+GCAP", &ModemCore::on_capabilities, Needs::nothing}, Row{"+CMEE", &ModemCore::on_cmee, Needs::nothing},
        Row{"+CFUN", &ModemCore::on_cfun, Needs::nothing},         Row{"+CPOF", &ModemCore::on_cpof, Needs::nothing},
        Row{"+CREG", &ModemCore::on_creg, Needs::nothing},         Row{"+CGREG", &ModemCore::on_creg, Needs::nothing},
        Row{"+CEREG", &ModemCore::on_creg, Needs::nothing},        Row{"+CSQ", &ModemCore::on_csq, Needs::nothing},
        Row{"+COPS", &ModemCore::on_cops, Needs::nothing},         Row{"+CSCS", &ModemCore::on_cscs, Needs::nothing},
        Row{"+CPAS", &ModemCore::on_cpas, Needs::nothing},
    };
    return rows;
}

ModemCore::Answer ModemCore::on_echo(const Command& command) {
    if (command.value != "" && command.value != "0" && command.value != "1") return error();
    const bool off = command.value != "1";
    if (off && chance_.fires(Fault::echo_stays)) return ok();
    echo_ = !off;
    return ok();
}

ModemCore::Answer ModemCore::on_verbose(const Command& command) {
    if (command.value != "" && command.value != "0" && command.value != "1") return error();
    verbose_ = command.value == "1";
    return ok();
}

ModemCore::Answer ModemCore::on_accepted(const Command&) { return ok(); }

ModemCore::Answer ModemCore::on_reset(const Command&) {
    if (personality_.reset_needs_pin && locked()) return error();
    reset_interface();
    return ok();
}

ModemCore::Answer ModemCore::on_dial(const Command&) { return {Answer::Kind::no_carrier, 0, {}, {}}; }

ModemCore::Answer ModemCore::on_register(const Command& command) { return command.form == Form::read ? ok({"000"}) : ok(); }

ModemCore::Answer ModemCore::on_identification(const Command&) {
    return ok({std::string(personality_.manufacturer), std::string(personality_.model), std::string(personality_.revision),
               "IMEI: " + imei_});
}

// A command that only tells one line.
ModemCore::Answer ModemCore::bare(const Command& command, const std::string& text) const {
    if (command.form == Form::test) return ok();
    return command.form == Form::execute ? ok({text}) : cme_error(cme::not_supported);
}

ModemCore::Answer ModemCore::on_manufacturer(const Command& command) {
    return bare(command, std::string(personality_.manufacturer));
}
ModemCore::Answer ModemCore::on_model(const Command& command) { return bare(command, std::string(personality_.model)); }
ModemCore::Answer ModemCore::on_revision(const Command& command) { return bare(command, std::string(personality_.revision)); }
ModemCore::Answer ModemCore::on_imei(const Command& command) { return bare(command, filled_in(personality_.imei_line)); }
ModemCore::Answer ModemCore::on_capabilities(const Command& command) { return bare(command, "+GCAP: +CGSM"); }
ModemCore::Answer ModemCore::on_cpas(const Command& command) {
    return command.form == Form::test ? ok({"+CPAS: (0)"}) : bare(command, "+CPAS: 0");
}

ModemCore::Answer ModemCore::on_cmee(const Command& command) {
    if (command.form == Form::test) return ok({"+CMEE: (0-2)"});
    if (command.form == Form::read) return ok({fmt::format("+CMEE: {}", cmee_)});
    const int value = command.number(0).value_or(-1);
    if (value < 0 || value > 2) return cme_error(cme::bad_parameters);
    cmee_ = value;
    return ok();
}

ModemCore::Answer ModemCore::on_cfun(const Command& command) {
    if (command.form == Form::test) return ok({"+CFUN: (0,1,4),(0,1)"});
    if (command.form == Form::read) return ok({fmt::format("+CFUN: {}", cfun_)});
    const int value = command.number(0).value_or(-1);
    if (value != 0 && value != 1 && value != 4) return cme_error(cme::bad_parameters);
    if (command.number(1) == 1) {
        finish(ok());
        reboot();
        return later();
    }
    const bool comes_back = cfun_ != 1 && value == 1;
    cfun_ = value;
    if (comes_back) {
        pin_open_ = false;
        sick_ = 0;
        undeafen();
        busy_sim(personality_.sim_busy);
    }
    registration_changed();
    if (comes_back) network_.modem_ready(index_);
    return ok();
}

// Like a power switch: nothing answers until the power comes back.
ModemCore::Answer ModemCore::on_cpof(const Command& command) {
    if (command.form != Form::execute) return cme_error(cme::not_supported);
    finish(ok());
    unsolicited("NORMAL POWER DOWN");
    hang(Hang::until_power);
    return later();
}

ModemCore::Answer ModemCore::on_creg(const Command& command) {
    int& mode = creg_[command.name == "+CREG" ? 0 : command.name == "+CGREG" ? 1 : 2];
    if (command.form == Form::test) return ok({command.name + ": (0-2)"});
    if (command.form == Form::set) {
        const int value = command.number(0).value_or(-1);
        if (value < 0 || value > 2) return cme_error(cme::bad_parameters);
        mode = value;
        return ok();
    }
    if (command.form != Form::read) return cme_error(cme::bad_parameters);
    const int status = registration();
    const bool cell = mode == 2 && status == 1;
    switch (personality_.registration) {
        case RegistrationForm::standard: break;
        case RegistrationForm::spaced:
            return ok({fmt::format("{}: {}, {}{}", command.name, mode, status, cell ? ", \"03E8\", \"A1B2\"" : "")});
        case RegistrationForm::unquoted:
            if (mode == 2 && status == 2) return ok({fmt::format("{}: 2,,", command.name)});
            return ok({fmt::format("{}: {},{}{}", command.name, mode, status, cell ? ",03E8,A1B2" : "")});
        case RegistrationForm::with_technology:
            return ok({fmt::format("{}: {},{}{}", command.name, mode, status, cell ? ",\"03E8\",\"0000A1B2\",7" : "")});
    }
    return ok({fmt::format("{}: {},{}{}", command.name, mode, status, cell ? ",\"03E8\",\"0000A1B2\"" : "")});
}

ModemCore::Answer ModemCore::on_csq(const Command& command) {
    if (command.form == Form::test) return ok({"+CSQ: (0-31,99),(99)"});
    const bool heard = condition_ != Condition::no_signal && cfun_ == 1;
    return bare(command, heard ? "+CSQ: 21,99" : "+CSQ: 99,99");
}

ModemCore::Answer ModemCore::on_cops(const Command& command) {
    if (command.form == Form::test) return ok({R"(+COPS: (2,"Simulated","SIM","99970",7),,(0-4),(0-2))"});
    if (command.form == Form::read) {
        if (registration() != 1) return ok({"+COPS: 0"});
        constexpr std::array<std::string_view, 3> names{"Simulated", "SIM", "99970"};
        return ok({fmt::format("+COPS: 0,{},\"{}\",7", cops_format_, shown(names[static_cast<std::size_t>(cops_format_)]))});
    }
    const int mode = command.number(0).value_or(-1);
    if (command.form != Form::set || mode < 0 || mode > 4) return cme_error(cme::bad_parameters);
    const int format = command.number(1).value_or(cops_format_);
    if (format < 0 || format > 2) return cme_error(cme::bad_parameters);
    cops_format_ = format;
    return ok();
}

ModemCore::Answer ModemCore::on_cscs(const Command& command) {
    constexpr std::array<std::string_view, 4> sets{"GSM", "IRA", "UCS2", "HEX"};
    if (command.form == Form::test) return ok({R"(+CSCS: ("GSM","IRA","UCS2","HEX"))"});
    if (command.form == Form::read) return ok({"+CSCS: \"" + character_set_ + "\""});
    if (command.count() != 1 || std::ranges::find(sets, command.arguments[0]) == sets.end()) {
        return cme_error(cme::bad_parameters);
    }
    character_set_ = command.arguments[0];
    return ok();
}

}  // namespace gsmcfg::sim
