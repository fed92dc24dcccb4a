#include "gsmcfg/base/troff.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::base {

std::string troff(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\') result += "\\e";
        else if (c == '-') result += "\\-";
        else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n')) result += std::string("\\&") + c;
        else result += c;
    }
    return result;
}

std::string troff_lines(std::string_view lines) {
    while (lines.ends_with('\n')) lines.remove_suffix(1);
    return fmt::format(".PP\n.RS 4\n.nf\n{}\n.fi\n.RE\n", troff(lines));
}

std::string troff_head(std::string_view name, std::string_view section, std::string_view volume, std::string_view line,
                       std::string_view date) {
    std::string capitals(name);
    std::ranges::transform(capitals, capitals.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return fmt::format(".TH \"{}\" {} \"{}\" \"gsmcfg\" \"{}\"\n.SH NAME\n{} \\- {}\n", troff(capitals), section, date, volume,
                       troff(name), troff(line));
}

std::string troff_tidied(std::string_view page) {
    std::string result;
    bool after_heading = false;
    while (page.ends_with('\n')) page.remove_suffix(1);
    for (const auto line : split(page, '\n')) {
        if (after_heading && line == ".PP") continue;
        after_heading = line.starts_with(".SH ") || line.starts_with(".SS ");
        result += std::string(line) + "\n";
    }
    return result;
}

}  // namespace gsmcfg::base
