#include "gsmcfg/report/formats.hpp"

#include <algorithm>

namespace gsmcfg::report {
namespace {

constexpr std::string_view csv_endings[] = {".csv"};
constexpr std::string_view json_endings[] = {".json", ".jsonl"};
constexpr std::string_view html_endings[] = {".html", ".htm"};

// A new form is a file that writes it, and a row here.
constexpr Format all[] = {{"csv", csv_endings, true, true, write_csv},
                          {"json", json_endings, false, true, write_json},
                          {"html", html_endings, false, false, write_html}};

}  // namespace

std::span<const Format> formats() { return all; }

const Format* format_named(std::string_view name) {
    const auto* found = std::ranges::find(all, name, &Format::name);
    return found == std::end(all) ? nullptr : found;
}

const Format* format_of_file(std::string_view ending) {
    const auto* found = std::ranges::find_if(
        all, [&](const Format& format) { return std::ranges::find(format.endings, ending) != format.endings.end(); });
    return found == std::end(all) ? nullptr : found;
}

}  // namespace gsmcfg::report
