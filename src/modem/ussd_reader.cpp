#include "modem/ussd_reader.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/text.hpp"

#include <algorithm>

namespace gsmcfg::modem {

namespace {

constexpr std::string_view prefix = "+CUSD:";
constexpr std::size_t longest_line = 4096;
constexpr std::size_t longest_text = 4096;

bool is_line_end(char c) { return c == '\r' || c == '\n'; }

// `"` at the end, or `",15`.
bool ends_text(std::string_view line) {
    line = base::trim(line);
    while (!line.empty() && line.back() >= '0' && line.back() <= '9') line.remove_suffix(1);
    line = base::trim(line);
    if (line.ends_with(',')) line = base::trim(line.substr(0, line.size() - 1));
    return line.ends_with('"');
}

// A text has begun and this line does not end it.
bool goes_on(std::string_view parameters) {
    const auto quote = parameters.find('"');
    return quote != std::string_view::npos && !ends_text(parameters.substr(quote + 1));
}

}  // namespace

void UssdReader::feed(std::string_view bytes) {
    for (const char byte : bytes) {
        const bool second_half = byte == '\n' && previous_ == '\r';
        previous_ = byte;
        if (second_half) continue;
        if (!is_line_end(byte)) {
            if (line_.size() < longest_line && byte != '\0') line_ += byte;
            continue;
        }
        if (in_text_) take_text_line(line_);
        else if (!line_.empty()) take_line(line_);
        line_.clear();
    }
}

void UssdReader::take_line(std::string_view line) {
    if (line == command_) return;
    if (line.starts_with(prefix)) {
        text_ = base::trim(line.substr(prefix.size()));
        in_text_ = goes_on(text_);
        if (in_text_) text_ += '\n';
        else finish_answer();
        return;
    }
    if (final_) return;
    if (auto result = at::parse_final_result(base::trim(line), false)) final_ = std::move(*result);
}

void UssdReader::take_text_line(std::string_view line) {
    text_.append(line);
    if (!ends_text(line) && text_.size() <= longest_text) {
        text_ += '\n';
        return;
    }
    in_text_ = false;
    finish_answer();
}

void UssdReader::finish_answer() {
    if (!answer_) answer_ = parse_ussd(text_);
    text_.clear();
}

}  // namespace gsmcfg::modem
