#include "gsmcfg/at/decoder.hpp"

#include "at/letter_case.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::at {

namespace {

bool is_hex(std::string_view line) {
    return line.size() >= 2 && std::all_of(line.begin(), line.end(),
                                           [](char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f'); });
}

// Result codes that no table knows start with one of these, answers in free text do not.
bool looks_like_result_code(std::string_view line) {
    return std::string_view("+^*#$%&!").find(line.front()) != std::string_view::npos;
}

}  // namespace

void Decoder::begin(const Command& command) {
    command_ = command;
    running_ = true;
    prompted_ = false;
    body_.clear();
    final_.reset();
    answer_.clear();
    drop_awaiting(Awaiting::answer_pdu);
    framer_.expect_prompt(command.prompt);
}

void Decoder::body_written(std::string_view body) { body_ = body; }

void Decoder::abandon() {
    running_ = false;
    drop_awaiting(Awaiting::answer_pdu);
    framer_.reset();
}

void Decoder::feed(std::string_view bytes) {
    for (const char byte : bytes) {
        framer_.feed(byte, [this](const LineFramer::Item& item) {
            switch (item.kind) {
                case LineFramer::Item::Kind::line: take_line(item.text, item.cut); break;
                case LineFramer::Item::Kind::prompt: prompted_ = true; break;
            }
        });
    }
}

std::vector<Unsolicited> Decoder::take_unsolicited() { return std::exchange(unsolicited_, {}); }

void Decoder::take_line(std::string_view line, bool cut) {
    if (is_echo(line)) return;
    if (auto result = cut ? std::nullopt : parse_final_result(line, running_ && command_.numeric_finals)) {
        take_final(std::move(*result));
    } else if (is_answer(line)) {
        take_answer(line);
    } else if (const UnsolicitedRule* rule = find_unsolicited(line)) {
        take_unsolicited_line(line, *rule);
    } else if (!awaiting_.empty() && (is_hex(line) || !looks_like_result_code(line))) {
        take_pdu(line);
    } else if (running_ && command_.free_text && !looks_like_result_code(line)) {
        answer_.push_back({std::string(line), {}});
    }
}

bool Decoder::is_echo(std::string_view line) const {
    if (!running_) return !body_.empty() && line == body_;
    if (same(line, command_.text)) return true;
    // A modem that shows the prompt again, or breaks the echo in two, still only repeats what the body holds.
    return !body_.empty() && is_hex(line) && line.size() > 3 && body_.find(line) != std::string::npos;
}

bool Decoder::is_answer(std::string_view line) const {
    return running_ && std::any_of(command_.answers.begin(), command_.answers.end(),
                                   [line](std::string_view prefix) { return starts(line, prefix); });
}

void Decoder::take_answer(std::string_view line) {
    answer_.push_back({std::string(line), {}});
    if (!command_.pdu_lines) return;
    drop_awaiting(Awaiting::answer_pdu);
    awaiting_.push_back(Awaiting::answer_pdu);
}

void Decoder::take_unsolicited_line(std::string_view line, const UnsolicitedRule& rule) {
    if (rule.kind == UnsolicitedKind::restarted) ++restarts_;
    if (!rule.pdu_line) {
        unsolicited_.push_back({rule.kind, std::string(line), {}});
        return;
    }
    release_unsolicited();
    pending_ = Unsolicited{rule.kind, std::string(line), {}};
    awaiting_.push_back(Awaiting::unsolicited_pdu);
}

void Decoder::take_final(FinalResult result) {
    // The end of somebody's call: no command that is sent here ends so.
    if (result.kind == FinalResult::Kind::no_carrier) return;
    if (!running_) {
        ++stray_finals_;
        return;
    }
    running_ = false;
    drop_awaiting(Awaiting::answer_pdu);
    framer_.expect_prompt(false);
    final_ = std::move(result);
}

void Decoder::take_pdu(std::string_view line) {
    const Awaiting what = awaiting_.back();
    switch (what) {
        case Awaiting::answer_pdu:
            answer_.back().pdu = line;
            drop_awaiting(Awaiting::answer_pdu);
            break;
        case Awaiting::unsolicited_pdu:
            pending_->pdu = line;
            release_unsolicited();
            break;
    }
}

void Decoder::drop_awaiting(Awaiting what) { std::erase(awaiting_, what); }

void Decoder::release_unsolicited() {
    if (!pending_) return;
    unsolicited_.push_back(std::move(*pending_));
    pending_.reset();
    drop_awaiting(Awaiting::unsolicited_pdu);
}

}  // namespace gsmcfg::at
