// The commands of V.250 and TS 27.007.
#include <fmt/format.h>

#include <algorithm>

#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::string_view right_pin = "1234";

}  // namespace

const Personality& generic_personality() {
    static const Personality personality{"generic", "Simulated", "SIM-100", "SIM-100 1.00", "ME", 50, 1, std::chrono::seconds(3),
                                         {}};
    return personality;
}

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
        Row{"+CGMI", &ModemCore::on_manufacturer, Needs::nothing},
        Row{"+GMI", &ModemCore::on_manufacturer, Needs::nothing},
        Row{"+CGMM", &ModemCore::on_model, Needs::nothing},
        Row{"+GMM", &ModemCore::on_model, Needs::nothing},
        Row{"+CGMR", &ModemCore::on_revision, Needs::nothing},
        Row{"+GMR", &ModemCore::on_revision, Needs::nothing},
        Row{"+CGSN", &ModemCore::on_imei, Needs::nothing},
        Row{"+GSN", &ModemCore::on_imei, Needs::nothing},
        Row{"+CIMI", &ModemCore::on_imsi, Needs::sim},
        Row{"+CCID", &ModemCore::on_iccid, Needs::sim},
        Row{"+GCAP", &ModemCore::on_capabilities, Needs::nothing},
        Row{"+CMEE", &ModemCore::on_cmee, Needs::nothing},
        Row{"+CFUN", &ModemCore::on_cfun, Needs::nothing},
        Row{"+CPIN", &ModemCore::on_cpin, Needs::nothing},
        Row{"+CREG", &ModemCore::on_creg, Needs::nothing},
        Row{"+CGREG", &ModemCore::on_creg, Needs::nothing},
        Row{"+CEREG", &ModemCore::on_creg, Needs::nothing},
        Row{"+CSQ", &ModemCore::on_csq, Needs::nothing},
        Row{"+COPS", &ModemCore::on_cops, Needs::nothing},
        Row{"+CSCS", &ModemCore::on_cscs, Needs::nothing},
        Row{"+CLCK", &ModemCore::on_clck, Needs::sim},
        Row{"+CNUM", &ModemCore::on_cnum, Needs::sim},
        Row{"+CPAS", &ModemCore::on_cpas, Needs::nothing},
    };
    return rows;
}

ModemCore::Answer ModemCore::on_echo(const Command& command) {
    if (command.value != "" && command.value != "0" && command.value != "1") return error();
    echo_ = command.value == "1";
    return ok();
}

ModemCore::Answer ModemCore::on_verbose(const Command& command) {
    if (command.value != "" && command.value != "0" && command.value != "1") return error();
    verbose_ = command.value == "1";
    return ok();
}

ModemCore::Answer ModemCore::on_accepted(const Command&) { return ok(); }

ModemCore::Answer ModemCore::on_reset(const Command&) {
    reset_interface();
    return ok();
}

ModemCore::Answer ModemCore::on_dial(const Command&) { return {Answer::Kind::no_carrier, 0, {}}; }

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
ModemCore::Answer ModemCore::on_imei(const Command& command) { return bare(command, imei_); }
ModemCore::Answer ModemCore::on_imsi(const Command& command) { return bare(command, imsi_); }
ModemCore::Answer ModemCore::on_capabilities(const Command& command) { return bare(command, "+GCAP: +CGSM"); }
ModemCore::Answer ModemCore::on_cpas(const Command& command) {
    return command.form == Form::test ? ok({"+CPAS: (0)"}) : bare(command, "+CPAS: 0");
}

ModemCore::Answer ModemCore::on_iccid(const Command& command) {
    if (command.form == Form::read) return ok({"+CCID: " + iccid_});
    return bare(command, "+CCID: " + iccid_);
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
        return {Answer::Kind::later, 0, {}};
    }
    const bool comes_back = cfun_ != 1 && value == 1;
    cfun_ = value;
    if (comes_back) {
        pin_open_ = false;
        network_.modem_ready(index_);
    }
    return ok();
}

ModemCore::Answer ModemCore::on_cpin(const Command& command) {
    if (command.form == Form::test) return ok();
    if (condition_ == Condition::no_sim) return cme_error(cme::no_sim);
    const bool locked = condition_ == Condition::pin && !pin_open_;
    if (command.form == Form::read) {
        return ok({fmt::format("+CPIN: {}", !locked ? "READY" : pin_attempts_ > 0 ? "SIM PIN" : "SIM PUK")});
    }
    if (command.form != Form::set || command.count() == 0) return cme_error(cme::bad_parameters);
    if (!locked) return cme_error(cme::not_allowed);
    if (pin_attempts_ == 0) return cme_error(cme::puk_needed);
    if (command.arguments[0] != right_pin) {
        --pin_attempts_;
        return pin_attempts_ == 0 ? cme_error(cme::puk_needed) : cme_error(cme::bad_password);
    }
    pin_open_ = true;
    pin_attempts_ = 3;
    network_.modem_ready(index_);
    return ok();
}

ModemCore::Answer ModemCore::on_creg(const Command& command) {
    int& mode = creg_[command.name == "+CREG" ? 0 : command.name == "+CGREG" ? 1 : 2];
    if (command.form == Form::test) return ok({command.name + ": (0-2)"});
    if (command.form == Form::read) {
        const int status = registration();
        const std::string cell = mode == 2 && status == 1 ? ",\"03E8\",\"0000A1B2\"" : "";
        return ok({fmt::format("{}: {},{}{}", command.name, mode, status, cell)});
    }
    const int value = command.number(0).value_or(-1);
    if (command.form != Form::set || value < 0 || value > 2) return cme_error(cme::bad_parameters);
    mode = value;
    return ok();
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
        return ok({fmt::format("+COPS: 0,{},\"{}\",7", cops_format_, names[static_cast<std::size_t>(cops_format_)])});
    }
    const int mode = command.number(0).value_or(-1);
    if (command.form != Form::set || mode < 0 || mode > 4) return cme_error(cme::bad_parameters);
    const int format = command.number(1).value_or(cops_format_);
    if (format < 0 || format > 2) return cme_error(cme::bad_parameters);
    cops_format_ = format;
    return ok();
}

ModemCore::Answer ModemCore::on_cscs(const Command& command) {
    if (command.form == Form::test) return ok({R"(+CSCS: ("GSM","IRA"))"});
    if (command.form == Form::read) return ok({"+CSCS: \"" + character_set_ + "\""});
    if (command.count() != 1 || (command.arguments[0] != "GSM" && command.arguments[0] != "IRA")) {
        return cme_error(cme::bad_parameters);
    }
    character_set_ = command.arguments[0];
    return ok();
}

// Only the question whether the SIM asks for a PIN.
ModemCore::Answer ModemCore::on_clck(const Command& command) {
    if (command.form == Form::test) return ok({R"(+CLCK: ("SC"))"});
    if (command.count() < 2 || command.arguments[0] != "SC") return cme_error(cme::not_supported);
    if (command.number(1) != 2) return cme_error(cme::not_allowed);
    return ok({condition_ == Condition::pin ? "+CLCK: 1" : "+CLCK: 0"});
}

ModemCore::Answer ModemCore::on_cnum(const Command& command) { return bare(command, "+CNUM: ,\"" + own_number_ + "\",145"); }

}  // namespace gsmcfg::sim
