// The SIM as commands reach it: its identity and its locks (TS 27.007 §7.4, §7.5, §8.3). Its files: modem_records.cpp.
#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
std::span<const ModemCore::Row> ModemCore::sim_rows() {
    static const std::array rows{
        Row{"+CIMI", &ModemCore::on_imsi, Needs::nothing}, Row{"+CPIN", &ModemCore::on_cpin, Needs::nothing},
        Row{"+CLCK", &ModemCore::on_clck, Needs::sim},     Row{"+CPWD", &ModemCore::on_cpwd, Needs::sim},
        Row{"+CNUM", &ModemCore::on_cnum, Needs::sim},     Row{"+CRSM", &ModemCore::on_crsm, Needs::nothing},
        Row{"+CUSD", &ModemCore::on_cusd, Needs::sim},
    };
    return rows;
}

ModemCore::Answer ModemCore::on_imsi(const Command& command) {
    const bool remembered = !card_in_ && !imsi_.empty();
    if (command.form != Form::test && !remembered) {
        if (auto trouble = sim_trouble(Needs::sim)) return *trouble;
    }
    return bare(command, imsi_);
}

// TS 27.007 §7.1: only the name goes by the character set.
ModemCore::Answer ModemCore::on_cnum(const Command& command) { return bare(command, "+CNUM: ,\"" + own_number_ + "\",145"); }

std::string ModemCore::lock_state() const { return !locked() ? "READY" : pin_.attempts > 0 ? "SIM PIN" : "SIM PUK"; }

ModemCore::Answer ModemCore::on_cpin(const Command& command) {
    if (command.form == Form::test) return ok();
    const bool waits = queue_.now() < sim_ready_at_ && !personality_.ready_too_early;
    if (card_missing()) return cme_error(cme::no_sim);
    if (sim_away_ != 0) return cme_error(sim_away_ - 300);
    if (waits) return cme_error(cme::sim_busy);
    if (command.form == Form::read) {
        const std::string state = lock_state();
        switch (personality_.cpin) {
            case CpinForm::standard: break;
            case CpinForm::no_final: return {Answer::Kind::no_final, 0, {"+CPIN: " + state}, {}};
            case CpinForm::no_space: return ok({"+CPIN:" + state});
            case CpinForm::quoted: return ok({"+CPIN: \"" + state + "\""});
            case CpinForm::bare_ok:
                if (!locked()) return ok();
                break;
        }
        return ok({"+CPIN: " + state});
    }
    if (command.form != Form::set || command.count() == 0) return cme_error(cme::bad_parameters);
    if (!locked()) return cme_error(cme::not_allowed);
    if (pin_.attempts > 0) return try_pin(command.arguments[0]);
    if (command.count() == 2) return try_puk(command.arguments[0], command.arguments[1]);
    return cme_error(cme::puk_needed);
}

// A right PIN gives all attempts back; the third wrong one closes the card, also one that was open.
ModemCore::Answer ModemCore::try_pin(std::string_view pin) {
    if (pin_.attempts == 0) return cme_error(cme::puk_needed);
    if (pin != pin_.pin) {
        if (--pin_.attempts == 0) pin_open_ = false;
        log_.write("wrong_pin", [&](base::Json& json) { json.set("modem", index_).set("left", pin_.attempts); });
        card_changed();
        registration_changed();
        return pin_.attempts == 0 ? cme_error(cme::puk_needed) : cme_error(cme::bad_password);
    }
    pin_open_ = true;
    pin_.attempts = 3;
    card_changed();
    registration_changed();
    network_.modem_ready(index_);
    return ok();
}

ModemCore::Answer ModemCore::try_puk(std::string_view puk, const std::string& new_pin) {
    if (pin_.puk_attempts == 0) return cme_error(cme::no_sim + 3);  // SIM failure: blocked for good
    if (puk != pin_.puk) {
        --pin_.puk_attempts;
        card_changed();
        return cme_error(cme::bad_password);
    }
    pin_.puk_attempts = 10;
    pin_.pin = new_pin;
    pin_.attempts = 3;
    return try_pin(new_pin);
}

ModemCore::Answer ModemCore::on_clck(const Command& command) {
    if (command.form == Form::test) return ok({R"(+CLCK: ("SC"))"});
    if (command.count() < 2 || command.arguments[0] != "SC") return cme_error(cme::not_supported);
    if (command.number(1) == 2) return ok({pin_.enabled ? "+CLCK: 1" : "+CLCK: 0"});
    const int mode = command.number(1).value_or(-1);
    if (mode < 0 || mode > 1 || command.count() < 3) return cme_error(cme::not_allowed);
    Answer answer = try_pin(command.arguments[2]);
    if (answer.kind != Answer::Kind::ok) return answer;
    pin_.enabled = mode == 1;
    card_changed();
    return answer;
}

ModemCore::Answer ModemCore::on_cpwd(const Command& command) {
    if (command.form == Form::test) return ok({R"(+CPWD: ("SC",8))"});
    if (command.count() != 3 || command.arguments[0] != "SC") return cme_error(cme::not_supported);
    if (!pin_.enabled) return cme_error(cme::not_allowed);
    Answer answer = try_pin(command.arguments[1]);
    if (answer.kind != Answer::Kind::ok) return answer;
    pin_.pin = command.arguments[2];
    card_changed();
    return answer;
}

}  // namespace gsmcfg::sim
