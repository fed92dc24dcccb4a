#include "export_file.hpp"
#include "plan_file.hpp"

#include "local_time.hpp"
#include "version.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view format_name = "gsmcfg plan";
constexpr std::int64_t newest_schema = 1;

// Options of plan that decide which messages go to whom, and are not in CampaignOptions.
constexpr std::array<std::string_view, 4> kept_options{"first", "column", "dialect", "experimental"};

std::string absolute(const std::string& path) {
    std::error_code failure;
    const auto whole = std::filesystem::absolute(path, failure);
    return failure ? path : whole.lexically_normal().string();
}

// Of all messages of all meters in order, to whom they go and with which password. Link by link: a million meters need no
// more memory than one.
std::string messages_hash(const Job& job) {
    std::string hash;
    std::string common;
    for (const auto& meter : job.list.meters) {
        std::string texts;
        if (meter.overrides().empty()) texts = common;
        if (texts.empty())
            for (const auto& [text, purpose] : meter::plan_course(job.profile, meter, job.options))
                texts += fmt::format("{}\t{}\t{}\t{}\n", meter::name(purpose), meter::name(text.proof), text.restarts ? 1 : 0,
                                     text.text);
        if (meter.overrides().empty()) common = texts;
        hash = base::sha256(
            fmt::format("{}\n{}\t{}\t{}\n{}", hash, meter.phone().e164(), meter.serial(), meter.credential(), texts));
    }
    return hash;
}

// A file of the plan: where it is, and what it held.
base::Json file_json(const std::string& path, const std::string& hash) {
    return base::Json::object().set("path", absolute(path)).set("sha256", hash);
}

Outcome<std::string> text_hash(const std::string& path) {
    const auto bytes = base::read_file(path);
    if (!bytes) return refuse(exit_code::usage, bytes.error().message());
    const auto text = base::decode_text_file(*bytes);
    if (!text) return refuse(exit_code::usage, fmt::format("{}: {}", path, text.error().detail));
    return base::sha256(*text);
}

Outcome<base::Json> arguments_json(const Invocation& invocation) {
    auto json = base::Json::object();
    for (const auto name : kept_options) {
        if (!invocation.arguments().flag(name)) continue;
        auto values = base::Json::array();
        for (auto value : invocation.arguments().all(name)) {
            // A dialect's file is found from anywhere.
            if (name == "dialect" && value.find('/') != std::string::npos) value = absolute(value);
            values.push(value);
        }
        json.set(name, std::move(values));
    }
    return json;
}

Outcome<base::Json> plan_json(const Invocation& invocation, const Job& job) {
    auto arguments = arguments_json(invocation);
    if (!arguments) return refuse(arguments.error());
    const auto actor = base::current_actor();
    auto json = base::Json::object();
    json.set("format", format_name)
        .set("schema", newest_schema)
        .set("program_version", version)
        .set("created", iso_time(base::SystemClock().utc()))
        .set("user", actor.user)
        .set("host", actor.host)
        .set("profile", file_json(job.profile.source(), job.profile.hash()));
    if (job.list.source == single_number) json.set("number", invocation.positional(1));
    else json.set("list", file_json(job.list.source, base::sha256(job.list.text)));
    if (const auto file = invocation.arguments().value("phones-from")) {
        const auto hash = text_hash(*file);
        if (!hash) return refuse(hash.error());
        json.set("phones_from", file_json(*file, *hash));
    }
    const auto& dialect = job.profile.dialect();
    auto options = base::Json::parse(job.campaign.to_json());
    json.set("dialect", base::Json::object().set("name", dialect.name()).set("sha256", dialect.hash()))
        .set("arguments", std::move(*arguments))
        .set("options", options ? std::move(*options) : base::Json())
        .set("counts", base::Json::object()
                           .set("meters", job.plan.meters)
                           .set("sms_out", job.plan.sms_out)
                           .set("replies", job.plan.replies)
                           .set("restarts", job.plan.restarts))
        .set("messages_sha256", messages_hash(job));
    return json;
}

tl::unexpected<Failure> no_plan(const std::string& path, std::string_view why) {
    return refuse({exit_code::usage,
                   {fmt::format("{}: {}", base::escape_control(path), why),
                    "gsmcfg apply takes PROFILE PHONES, or one file that gsmcfg plan --out has written"}});
}

tl::unexpected<Failure> changed(std::string_view what, const base::Json& plan) {
    return refuse({exit_code::usage,
                   {fmt::format("{} since the plan was made ({})", what,
                                base::escape_control(plan.at("created").string().value_or("at an unknown time"))),
                    "nothing was sent; look at it with a new plan: gsmcfg plan … --out FILE"}});
}

Outcome<base::Json> read_plan(const std::string& path) {
    const auto text = base::read_file(path);
    if (!text) return refuse(exit_code::usage, text.error().message());
    auto plan = base::Json::parse(*text);
    if (!plan || !plan->is_object()) {
        const bool damaged = text->find(format_name) != std::string::npos;
        return no_plan(path, damaged ? "a damaged plan: it is no JSON any more" : "is no plan");
    }
    if (plan->at("format").string() != format_name) return no_plan(path, "is no plan");
    const auto schema = plan->at("schema").integer().value_or(0);
    if (schema > newest_schema)
        return no_plan(path, fmt::format("a plan of a newer gsmcfg ({})",
                                         base::escape_control(plan->at("program_version").string().value_or("unknown"))));
    const bool whole = schema >= 1 && plan->at("profile").at("path").string() && plan->at("profile").at("sha256").string() &&
                       (plan->at("number").string() || plan->at("list").at("path").string()) && plan->at("options").is_object() &&
                       plan->at("dialect").at("sha256").string() && plan->at("messages_sha256").string();
    if (!whole) return no_plan(path, "a damaged plan: something is missing in it");
    return std::move(*plan);
}

// The file is there and as it was.
Outcome<void> check_file(const base::Json& plan, std::string_view key, std::string_view what) {
    const auto file = plan.at(key);
    if (!file.is_object()) return {};
    const auto path = file.at("path").string().value_or("");
    const auto hash = text_hash(path);
    if (!hash) return refuse(exit_code::usage, fmt::format("the plan's {} can't be read: {}", what, hash.error().lines.front()));
    if (*hash != file.at("sha256").string()) return changed(fmt::format("the {} {} has changed", what, path), plan);
    return {};
}

// As if everything had been typed.
Arguments planned_arguments(const Invocation& invocation, const base::Json& plan) {
    auto arguments = invocation.arguments();
    const auto phones = plan.at("number").string() ? plan.at("number").string() : plan.at("list").at("path").string();
    arguments.set_positional({plan.at("profile").at("path").string().value_or(""), phones.value_or("")});
    for (const auto name : kept_options) {
        const auto values = plan.at("arguments").at(name);
        if (!values.is_array()) continue;
        std::vector<std::string> words;
        for (std::size_t i = 0; i < values.size(); ++i) words.push_back(values.at(i).string().value_or(""));
        arguments.set(name, std::move(words));
    }
    if (const auto file = plan.at("phones_from").at("path").string()) arguments.set("phones-from", {*file});
    return arguments;
}

Outcome<void> check_messages(const base::Json& plan, const Job& job) {
    if (job.profile.dialect().hash() != plan.at("dialect").at("sha256").string())
        return changed(fmt::format("the dialect {} has changed", job.profile.dialect().name()), plan);
    if (messages_hash(job) == plan.at("messages_sha256").string()) return {};
    const auto planned_by = plan.at("program_version").string().value_or("");
    if (planned_by != version)
        return changed(fmt::format("it was made by gsmcfg {}, and gsmcfg {} composes other messages",
                                   base::escape_control(planned_by), version),
                       plan);
    return changed("the messages are others: the plan's file, or the configuration, has changed", plan);
}

}  // namespace

Outcome<void> save_plan(const Invocation& invocation, const Job& job, const std::string& path) {
    if (invocation.positional(1) == "-")
        return refuse(exit_code::usage, "--out: a plan that is saved needs its list in a file, not from standard input");
    if (auto good = check_output(path, invocation.arguments().flag("force")); !good) return refuse(good.error());
    const auto json = plan_json(invocation, job);
    if (!json) return refuse(json.error());
    if (auto written = base::write_file(path, json->dump(2) + "\n", 0600); !written)
        return refuse(exit_code::usage, "--out: " + written.error().message());
    return {};
}

Outcome<PlannedJob> load_plan(const Invocation& invocation, const std::string& path, const std::vector<OptionSpec>& fixed) {
    const auto plan = read_plan(path);
    if (!plan) return refuse(plan.error());
    const auto refuse_given = [&](std::string_view option) -> Outcome<void> {
        if (!invocation.arguments().flag(option)) return {};
        return refuse(exit_code::usage,
                      fmt::format("--{} is decided by the plan {} and can't be given beside it; for another one make a new plan",
                                  option, base::escape_control(path)));
    };
    for (const auto& option : fixed)
        if (auto ok = refuse_given(option.name); !ok) return refuse(ok.error());
    for (const auto option : kept_options)
        if (auto ok = refuse_given(option); !ok) return refuse(ok.error());
    if (auto ok = check_file(*plan, "profile", "profile"); !ok) return refuse(ok.error());
    if (auto ok = check_file(*plan, "list", "list"); !ok) return refuse(ok.error());
    if (auto ok = check_file(*plan, "phones_from", "file of numbers"); !ok) return refuse(ok.error());
    auto options = service::CampaignOptions::from_json(plan->at("options").dump());
    if (!options) return no_plan(path, "a damaged plan: " + base::escape_control(options.error().message()));

    auto planned = std::make_unique<Invocation>(planned_arguments(invocation, *plan), invocation.command_line());
    auto job = load_campaign_job(*planned, planned->positional(0), planned->positional(1), *options);
    if (!job) return refuse(job.error());
    if (auto ok = check_messages(*plan, *job); !ok) return refuse(ok.error());
    return PlannedJob{std::move(*job), std::move(planned)};
}

}  // namespace gsmcfg::cli
