#include "gsmcfg/report/groups.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace gsmcfg::report {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Blanks and the signs that stand between a place and a number.
std::string without_joint(std::string_view text) {
    constexpr std::string_view joints = " \t.,:;/#-";
    constexpr std::string_view number_sign = "№";
    for (;;) {
        const auto before = text.size();
        while (!text.empty() && joints.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
        if (text.ends_with(number_sign)) text.remove_suffix(number_sign.size());
        if (text.size() == before) return std::string(text);
    }
}

}  // namespace

std::string_view name(Dimension dimension) {
    switch (dimension) {
        case Dimension::modem: return "modem";
        case Dimension::sim: return "sim";
        case Dimension::prefix: return "prefix";
        case Dimension::label: return "label";
        case Dimension::hour: return "hour";
        case Dimension::outcome: return "outcome";
    }
    return "?";
}

base::Result<Dimension> find_dimension(std::string_view word) {
    std::vector<std::string> known;
    for (const auto dimension : dimensions) {
        if (name(dimension) == word) return dimension;
        known.emplace_back(name(dimension));
    }
    const auto near = base::nearest_word(word, known);
    return base::fail(base::ErrorCode::invalid_argument, "group-by",
                      fmt::format("'{}' is none of {}{}", base::escape_control(word), fmt::join(known, ", "),
                                  near ? fmt::format("; did you mean {}?", *near) : ""));
}

std::string operator_prefix(std::string_view phone, std::size_t digits) {
    return std::string(phone.substr(0, digits + (phone.starts_with('+') ? 1 : 0)));
}

std::string label_stem(std::string_view label) {
    label = base::trim(label);
    auto stem = label;
    if (const auto comma = label.rfind(','); comma != std::string_view::npos) {
        stem = label.substr(0, comma);
    } else {
        const auto last = std::find_if(label.rbegin(), label.rend(), is_digit);
        const auto first = std::find_if_not(last, label.rend(), is_digit);
        if (last != label.rend()) stem = label.substr(0, static_cast<std::size_t>(label.rend() - first));
    }
    auto place = without_joint(stem);
    return place.empty() ? std::string(label) : place;
}

double Group::share_as_wanted() const {
    return meters() == 0 ? 0 : static_cast<double>(as_wanted) / static_cast<double>(meters());
}

void Grouping::add(const std::string& key, Standing standing, std::int64_t sms) {
    const auto wanted = key.empty() ? std::string(no_group) : key;
    auto found = groups_.find(wanted);
    if (found == groups_.end()) {
        const auto taken = groups_.size() < most_ ? wanted : std::string(other_groups);
        found = groups_.try_emplace(taken).first;
        found->second.key = taken;
    }
    auto& group = found->second;
    switch (standing) {
        case Standing::as_wanted: ++group.as_wanted; break;
        case Standing::failed: ++group.failed; break;
        case Standing::unfinished: ++group.unfinished; break;
    }
    group.sms += sms;
}

std::vector<Group> Grouping::sorted() const {
    std::vector<Group> all;
    for (const auto& [key, group] : groups_) all.push_back(group);
    std::ranges::sort(all, [&](const Group& a, const Group& b) {
        if (dimension_ == Dimension::hour) return a.key < b.key;
        return std::make_tuple(-a.failed, -a.meters(), std::string_view(a.key)) <
               std::make_tuple(-b.failed, -b.meters(), std::string_view(b.key));
    });
    return all;
}

}  // namespace gsmcfg::report
