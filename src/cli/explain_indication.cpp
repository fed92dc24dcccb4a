#include "explain_indication.hpp"

#include "invocation.hpp"
#include "labelled_rows.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

constexpr std::size_t least_for_meaning = 30;

struct Widths {
    std::size_t place = 0, name = 0, value = 0;
    [[nodiscard]] std::size_t lead() const { return 2 + place + (place > 0 ? 2 : 0) + name + 2 + value + 2; }
};

Widths widths_of(const meter::Indication& indication) {
    Widths widths;
    for (const auto& field : indication.fields) {
        widths.place = std::max(widths.place, field.place.size());
        widths.name = std::max(widths.name, field.name.size());
        widths.value = std::max(widths.value, field.value.size());
    }
    return widths;
}

std::string sources(const meter::Indication& indication) {
    std::vector<std::string> all;
    for (const auto& field : indication.fields)
        if (std::ranges::find(all, field.source) == all.end()) all.push_back(field.source);
    return fmt::format("{}", fmt::join(all, "; "));
}

std::string wide_lead(const meter::IndicationField& field, const Widths& widths) {
    const auto place = widths.place > 0 ? fmt::format("{:<{}}  ", field.place, widths.place) : std::string();
    return fmt::format("  {}{:<{}}  {:<{}}  ", place, field.name, widths.name, field.value, widths.value);
}

std::string narrow_title(const meter::IndicationField& field) {
    return fmt::format("{}{}{}: {}", field.place, field.place.empty() ? "" : ", ", field.name, field.value);
}

std::string all_words(const Invocation& invocation) {
    return fmt::format("{}", fmt::join(invocation.arguments().positional(), " "));
}

Outcome<int> show(const Invocation& invocation, const base::Result<meter::Indication>& indication) {
    if (!indication) return refuse(exit_code::usage, indication.error().detail);
    if (invocation.json()) print_json(indication_json(*indication));
    else print(indication_text(*indication, row_width()));
    return exit_code::as_wanted;
}

Outcome<int> status(Invocation& invocation) { return show(invocation, meter::explain_status(all_words(invocation))); }
Outcome<int> led(Invocation& invocation) { return show(invocation, meter::explain_led(all_words(invocation))); }
Outcome<int> signal(Invocation& invocation) { return show(invocation, meter::explain_signal(all_words(invocation))); }
Outcome<int> version_string(Invocation& invocation) { return show(invocation, meter::explain_version(all_words(invocation))); }

Outcome<int> display(Invocation& invocation) {
    const auto group = invocation.arguments().number("group", 1, 2);
    if (!group) return refuse(group.error());
    return show(invocation,
                meter::explain_display(all_words(invocation), *group ? std::optional(static_cast<int>(**group)) : std::nullopt));
}

}  // namespace

std::string indication_text(const meter::Indication& indication, std::size_t width) {
    const auto widths = widths_of(indication);
    const bool wide = width == 0 || width >= widths.lead() + least_for_meaning;
    const auto indent = std::string(wide ? widths.lead() : 6, ' ');
    auto text = hanging_row("", indication.subject, width);
    for (const auto& field : indication.fields) {
        if (!wide) text += hanging_row("  ", narrow_title(field), width);
        text += hanging_row(wide ? wide_lead(field, widths) : indent, field.meaning, width);
        if (!field.advice.empty()) text += hanging_row(indent, "next step: " + field.advice, width);
    }
    for (const auto& remark : indication.remarks) text += hanging_row("  note: ", remark, width);
    return text + hanging_row("  source: ", "user manual of the GS04/GB04 modules: " + sources(indication), width);
}

base::Json indication_json(const meter::Indication& indication) {
    auto fields = base::Json::array();
    for (const auto& field : indication.fields) {
        auto one = base::Json::object();
        one.set("place", field.place)
            .set("name", field.name)
            .set("value", field.value)
            .set("meaning", field.meaning)
            .set("advice", field.advice)
            .set("documented", field.documented)
            .set("source", field.source);
        fields.push(std::move(one));
    }
    auto remarks = base::Json::array();
    for (const auto& remark : indication.remarks) remarks.push(remark);
    auto json = base::Json::object();
    json.set("subject", indication.subject).set("fields", std::move(fields)).set("remarks", std::move(remarks));
    return json;
}

std::vector<Command> explain_indication_commands() {
    return {{"explain status",
             "BYTE",
             1,
             2,
             "Takes a module's status byte apart, bit by bit.",
             "0x4B, 4Bh and 4B are hexadecimal, 0b01001011 is binary, digits alone are decimal.",
             "  gsmcfg explain status 0x4B",
             {},
             status},
            {"explain display",
             "TEXT",
             1,
             6,
             "Says what the meter's display shows of the module: two groups of three characters, or Info05.",
             "Three characters alone may be either group: both readings are given where both are possible.",
             "  gsmcfg explain display \"130 167\"\n  gsmcfg explain display 167 --group 2\n  gsmcfg explain display Info05",
             {{"group", "1|2", "which group three characters are"}},
             display},
            {"explain led",
             "LED STATE",
             1,
             12,
             "Says what a LED of the module means: red (power), F1 or F2; off, steady, blinking, or out 2 s every 15 min.",
             "",
             "  gsmcfg explain led F2 blinking\n  gsmcfg explain led red out 2 s every 15 min",
             {},
             led},
            {"explain signal",
             "LEVEL",
             1,
             3,
             "Says whether a signal is strong enough: the display's digit, dBm, or a modem's +CSQ.",
             "The module's manual asks for 5 (-85 dBm) or more on GSM and 4 (-91 dBm) or more on LTE.",
             "  gsmcfg explain signal 7\n  gsmcfg explain signal -85\n  gsmcfg explain signal csq 14",
             {},
             signal},
            {"explain version",
             "TEXT",
             1,
             1,
             "Takes a module's version apart: core, functional version, hardware and its networks.",
             "",
             "  gsmcfg explain version c1.0v1.4.8420.1.1.1",
             {},
             version_string}};
}

}  // namespace gsmcfg::cli
