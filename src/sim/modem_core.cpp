#include "sim/modem_core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "gsmcfg/base/text.hpp"
#include "sim/check_digit.hpp"

namespace gsmcfg::sim {
namespace {

constexpr char backspace = 0x08;
constexpr char control_z = 0x1A;
constexpr char escape = 0x1B;
constexpr std::size_t longest_line = 2048;

const Personality& personality_of(std::size_t index, const WorldOptions& options) {
    const std::string& name = index < options.personalities.size() ? options.personalities[index] : options.personality;
    const Personality* found = find_personality(name);
    if (found == nullptr) throw std::invalid_argument("no simulated modem is called " + name);
    return *found;
}

SimCard first_card(std::size_t index, const WorldOptions& options, std::size_t places) {
    SimCard card;
    if (index < options.sims.size() && !options.sims[index].iccid.empty()) {
        card = options.sims[index];
    } else {
        card.iccid = with_check_digit(fmt::format("8999970{:011}", index + 1));
        card.imsi = fmt::format("99970{:010}", index + 1);
        card.number = fmt::format("+999{:08}", index + 1);
        card.records.assign(places, free_sms_record());
    }
    if (options.condition == Condition::pin) card.pin.enabled = true;
    return card;
}

}  // namespace

ModemCore::ModemCore(std::size_t index, const WorldOptions& options, EventQueue& queue, const TruthLog& log, Network& network)
    : index_(index),
      options_(options),
      queue_(queue),
      log_(log),
      network_(network),
      personality_(personality_of(index, options)),
      chance_(options.faults, options.seed, log, index),
      chatter_random_(options.seed, "chatter of modem " + std::to_string(index)),
      imei_(with_check_digit(fmt::format("35999900{:06}", index + 1))),
      condition_(options.condition),
      service_centre_(options.condition == Condition::no_smsc ? std::string_view() : Network::service_centre()) {
    for (const StoreRow& row : personality_.stores) {
        if (!row.same_as.empty()) continue;
        storages_.emplace_back(std::string(row.name), row.places == 0 ? options.storage : row.places, personality_.first_slot);
    }
    for (const StoreRow& row : personality_.stores) {
        places_of_.push_back(
            static_cast<std::size_t>(find_storage(row.same_as.empty() ? row.name : row.same_as) - storages_.data()));
    }
    SimCard first = first_card(index, options, sim_storage().places());
    use_card(std::move(first));
    reset_interface();
    last_registration_ = registration();
    schedule_chatter();
}

void ModemCore::feed(std::string_view bytes) {
    if (!plugged_ || state_ == State::booting || hung()) return;
    input_ += bytes;
    pump();
}

std::string ModemCore::take_output() { return std::exchange(output_, {}); }

// While a command is at work, what the host types waits.
void ModemCore::pump() {
    std::size_t at = 0;
    while (at < input_.size() && !hung() && (state_ == State::command || state_ == State::body)) {
        const char c = input_[at++];
        if (state_ == State::command) {
            take_command_byte(c);
        } else {
            take_body_byte(c);
        }
    }
    // An unplug, restart or hang on the way has emptied the input already.
    input_.erase(0, std::min(at, input_.size()));
}

void ModemCore::take_command_byte(char c) {
    if (c == '\n' || c == control_z || c == escape || c == '\0') return;
    if (!std::exchange(line_begun_, true)) interject();
    if (echo_ && !deafening_line_) output_ += c;
    if (c == '\r') {
        line_begun_ = false;
        const std::string line = std::exchange(line_, {});
        run_line(line);
    } else if (c == backspace) {
        if (!line_.empty()) line_.pop_back();
    } else if (line_.size() < longest_line) {
        line_ += c;
    }
}

void ModemCore::take_body_byte(char c) {
    const bool ends = c == escape || c == control_z;
    if (echo_ && c != escape && (c != control_z || personality_.echoes_control_z)) output_ += c;
    if (!ends) {
        const bool line_end = c == '\r' || c == '\n';
        const bool belongs = text_mode_ ? c != '\n' : !line_end || (c == '\n' && personality_.line_feed_in_body);
        if (belongs && body_.size() < longest_line) body_ += c == '\r' ? '\n' : c;
        if (text_mode_ && c == '\r') output_ += personality_.prompt;
        return;
    }
    state_ = State::command;
    const auto done = std::exchange(body_done_, nullptr);
    std::string body = std::exchange(body_, {});
    // TS 27.005 §3.5.1: ESC cancels, and the answer is OK.
    if (c == escape) {
        finish(ok());
    } else {
        done(std::move(body));
        if (struck()) return;
    }
    flush_unsolicited();
}

void ModemCore::prompt(std::function<void(std::string)> done) {
    if (chance_.fires(Fault::prompt_error)) {
        put(std::string(personality_.prompt) + "\r\nERROR\r\n");
        return;
    }
    body_done_ = std::move(done);
    const auto open = [this] {
        state_ = State::body;
        put(std::string(personality_.prompt));
    };
    if (!chance_.fires(Fault::late_prompt)) return open();
    state_ = State::busy;
    queue_.after(std::chrono::seconds(2 + chance_.random(Fault::late_prompt).up_to(38)),
                 [this, open, session = sessions_, hangs = hangs_] {
                     if (session != sessions_ || hangs != hangs_) return;
                     open();
                     pump();
                 });
}

void ModemCore::run_line(std::string_view line) {
    const std::string lower = base::to_lower(line);
    const auto prefix = lower.find("at");
    if (prefix == std::string::npos) return;  // V.250 §5.2.1: only "AT" starts a line
    if (std::exchange(deafening_line_, false) || struck()) return;
    if (errors_left_ == 0 && chance_.fires(Fault::error_burst)) {
        constexpr std::array<std::string_view, 6> words{"ERROR",           "ERROR",           "ERROR",
                                                        "+CME ERROR: 515", "+CME ERROR: 772", "MODEM ERROR: 3"};
        Random& random = chance_.random(Fault::error_burst);
        errors_left_ = 1 + static_cast<unsigned>(random.up_to(3));
        error_words_ = words[random.up_to(words.size() - 1)];
    }
    if (errors_left_ > 0) {
        --errors_left_;
        return finish({Answer::Kind::words, 0, {}, error_words_});
    }
    const auto commands = parse_command_line(line.substr(prefix + 2));
    if (!commands || line.size() == longest_line) return finish(error());
    Answer all;
    for (const Command& command : *commands) {
        Answer answer = run(command);
        if (answer.kind == Answer::Kind::later) return;
        all.lines.insert(all.lines.end(), answer.lines.begin(), answer.lines.end());
        all.kind = answer.kind;
        all.code = answer.code;
        all.words = answer.words;
        if (answer.kind != Answer::Kind::ok) break;
    }
    finish(all);
}

const ModemCore::Row* ModemCore::find_row(std::string_view name) {
    // Any S register is the same to this modem.
    if (name.size() > 1 && name[0] == 'S') name = "S";
    for (const auto rows : {basic_rows(), general_rows(), sim_rows(), message_rows()}) {
        const auto found = std::ranges::find(rows, name, &Row::name);
        if (found != rows.end()) return &*found;
    }
    return nullptr;
}

ModemCore::Answer ModemCore::run(const Command& command) {
    if (auto fixed = fixed_answer(command)) return *fixed;
    if (!personality_.quiet_command.empty() && command.name == personality_.quiet_command) {
        chatters_ = command.number(0) != 0;
        return ok();
    }
    if (std::ranges::find(personality_.accepted, command.name) != personality_.accepted.end()) return ok();
    const Row* row = find_row(command.name);
    const bool lacks = std::ranges::find(personality_.unknown, command.name) != personality_.unknown.end() ||
                       (command.name == "^SM20" && !personality_.cmgw_without_writing);
    if (row == nullptr || lacks || (command.name == "+CRSM" && !personality_.sim_records)) return refuse_unknown(command);
    if (command.form != Form::test) {
        if (auto trouble = sim_trouble(row->needs)) return *trouble;
    }
    return (this->*row->handler)(command);
}

ModemCore::Answer ModemCore::refuse_unknown(const Command& command) const {
    if (!personality_.refusal.empty()) return {Answer::Kind::words, 0, {}, std::string(personality_.refusal)};
    if (command.name.starts_with("+CMG")) return cms_error(cms::not_supported);
    return command.name.starts_with('+') ? cme_error(cme::not_supported) : error();
}

std::optional<ModemCore::Answer> ModemCore::fixed_answer(const Command& command) const {
    for (const FixedAnswer& fixed : personality_.fixed) {
        const std::string query = command.name + (command.form == Form::read ? "?" : command.form == Form::test ? "=?" : "");
        const bool matches = fixed.query == query && command.form != Form::set;
        const bool remembered = !card_in_ && !iccid_.empty();
        if (matches && fixed.needs_sim && !remembered) {
            if (auto trouble = fixed.needs_pin ? sim_trouble(Needs::sim) : card_trouble(Needs::sim)) return trouble;
        }
        if (matches) return ok({filled_in(fixed.line)});
        if (command.form == Form::test && fixed.query == command.name) return ok();
    }
    return std::nullopt;
}

ModemCore::Answer ModemCore::trouble(Needs needs, unsigned for_messages, unsigned else_where) {
    return needs == Needs::sim_for_messages ? cms_error(for_messages) : cme_error(else_where);
}

std::optional<ModemCore::Answer> ModemCore::card_trouble(Needs needs) const {
    if (needs == Needs::nothing) return std::nullopt;
    if (card_missing()) return trouble(needs, cms::no_sim, cme::no_sim);
    if (sim_away_ != 0) return trouble(needs, sim_away_, sim_away_ - 300);  // 310, 313, 315 and 10, 13, 15 mean the same
    if (queue_.now() < sim_ready_at_) return trouble(needs, cms::sim_busy, cme::sim_busy);
    return std::nullopt;
}

std::optional<ModemCore::Answer> ModemCore::sim_trouble(Needs needs) const {
    if (auto found = card_trouble(needs); found || needs == Needs::nothing || !locked()) return found;
    if (pin_.attempts > 0) return trouble(needs, cms::pin_needed, cme::pin_needed);
    return trouble(needs, cms::puk_needed, cme::puk_needed);
}

void ModemCore::reset_interface() {
    echo_ = verbose_ = true;
    text_mode_ = details_ = false;
    cmee_ = personality_.cmee_at_start;
    csms_ = personality_.csms_at_start;
    cnmi_ = personality_.cnmi.at_start;
    csmp_ = {17, 167, 0, 0};
    cmms_ = cops_format_ = cusd_ = 0;
    creg_ = {};
    character_set_ = "GSM";
    awaiting_acknowledgement_ = false;
    sick_ = 0;
    writes_ = !personality_.cmgw_without_writing;
}

void ModemCore::set_condition(Condition condition) {
    condition_ = condition;
    pin_ = {};
    pin_.enabled = condition == Condition::pin;
    pin_open_ = false;
    service_centre_ = condition == Condition::no_smsc ? std::string() : std::string(Network::service_centre());
    registration_changed();
    if (reachable()) network_.modem_ready(index_);
}

void ModemCore::set_faults(const Faults& faults) {
    faults_ = faults;
    chance_.plan(faults.planned);
    if (!faults.unplug_at) return;
    queue_.at(queue_.start() + *faults.unplug_at, [this, planned = *faults.unplug_at] {
        if (faults_.unplug_at == planned) unplug();
    });
}

}  // namespace gsmcfg::sim
