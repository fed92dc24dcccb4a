#include "gsmcfg/master_sim/content.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::master_sim {

namespace {

using base::ErrorCode;

base::Result<meter::Settings> wanted_settings(const meter::Dialect& dialect, const ContentRequest& request) {
    for (const auto& name : request.without) {
        if (dialect.find(name) != nullptr) continue;
        const auto near = base::nearest_word(name, dialect.setting_names());
        return base::fail(ErrorCode::not_found, "--without",
                          fmt::format("there is no setting '{}'{}", base::escape_control(name),
                                      near ? fmt::format("; did you mean '{}'?", *near) : ""));
    }
    meter::Settings settings;
    for (const auto& setting : request.settings) {
        if (std::ranges::find(request.without, setting.first) == request.without.end()) settings.push_back(setting);
    }
    return settings;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

}  // namespace

base::Result<void> check_dialect(const meter::Dialect& dialect) {
    if (dialect.master_sim()) return {};
    return base::fail(ErrorCode::unsupported, dialect.name(),
                      fmt::format("devices of this dialect do not take settings from a SIM; {} does", meter::default_dialect));
}

base::Result<Content> compose_content(const meter::Dialect& dialect, const ContentRequest& request) {
    if (auto checked = check_dialect(dialect); !checked) return base::fail(std::move(checked.error()));
    auto settings = wanted_settings(dialect, request);
    if (!settings) return base::fail(std::move(settings.error()));
    Content content;
    content.status = request.status;
    std::string hashed = fmt::format("{}\n{}\n{}\n", dialect.name(), request.credential_name, name(request.status));
    for (const auto& message : meter::compose_set(dialect, *settings, false)) {
        const auto names = joined(message.sets);
        RecordContent record;
        record.text = meter::render(message.text, request.credential);
        record.sender = request.sender;
        record.time = request.time;
        record.time.utc += std::chrono::seconds(content.records.size());
        record.status = request.status;
        record.smsc = request.smsc;
        auto octets = make_record(record);
        if (!octets)
            return base::fail(octets.error().code, names.empty() ? "message" : names,
                              octets.error().where == "text" ? "its text has no place in one record: " + octets.error().detail
                                                             : octets.error().message());
        content.records.push_back({names, meter::masked_text(dialect, message), std::move(*octets)});
        hashed += message.text + "\n";
    }
    if (content.records.empty()) return base::fail(ErrorCode::invalid_argument, "--without", "nothing is left to be written");
    content.hash = base::sha256(std::string_view(hashed));
    return content;
}

std::string shown_text(const meter::Dialect& dialect, const base::Secret& text, bool clear) {
    if (clear) return text.reveal();
    auto stripped = meter::strip_credential(dialect, text.reveal());
    return meter::masked_text(dialect, meter::masked_reply(dialect, stripped));
}

}  // namespace gsmcfg::master_sim
