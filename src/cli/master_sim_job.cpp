#include "master_sim_job.hpp"

#include "job.hpp"
#include "master_sim_message.hpp"
#include "passwords.hpp"
#include "recap.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

std::vector<std::string> left_out(const Invocation& invocation) {
    std::vector<std::string> names;
    for (const auto& given : invocation.arguments().all("without"))
        for (const auto name : base::split(given, ','))
            if (!base::trim(name).empty()) names.push_back(base::to_lower(base::trim(name)));
    return names;
}

Outcome<void> read_pins(Invocation& invocation, MasterSimJob& job) {
    const auto path = invocation.arguments().value("pins");
    job.disable_pin = invocation.arguments().flag("disable-pin");
    if (job.disable_pin != path.has_value())
        return refuse(exit_code::usage, "--disable-pin and --pins FILE (iccid,pin) belong together");
    if (!path) return {};
    const auto text = base::read_secret_file(*path);
    if (!text) return refuse(exit_code::usage, text.error().message());
    auto pins = parse_pins(text->reveal(), *path);
    if (!pins) return refuse(exit_code::usage, pins.error().message());
    job.pins = std::move(*pins);
    return {};
}

Outcome<void> read_message_options(Invocation& invocation, MasterSimJob& job) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    job.numbers = (*configured)->numbers;
    job.sms_price = (*configured)->cost.price_out;
    job.currency = (*configured)->cost.currency;
    const auto& arguments = invocation.arguments();
    if (const auto text = arguments.value("sender")) {
        auto sender = parse_sender(*text, (*configured)->numbers);
        if (!sender) return refuse(exit_code::usage, sender.error().message());
        job.sender = std::move(*sender);
    }
    if (const auto text = arguments.value("timestamp")) {
        const auto time = parse_timestamp(*text);
        if (!time) return refuse(exit_code::usage, time.error().message());
        job.time = *time;
    }
    if (const auto text = arguments.value("status")) {
        if (*text != "unread" && *text != "read")
            return refuse(exit_code::usage, fmt::format("--status is unread or read, not '{}'", base::escape_control(*text)));
        job.status = *text == "read" ? master_sim::RecordStatus::read : master_sim::RecordStatus::unread;
        job.status_given = true;
    }
    if (const auto text = arguments.value("own-number")) {
        auto number = base::parse_phone_number(*text, (*configured)->numbers);
        if (!number) return refuse(exit_code::usage, "--own-number: " + number.error().detail);
        if (!config::is_allowed(**configured, *number))
            return refuse(
                exit_code::usage,
                fmt::format("--own-number: {} begins with none of allow_prefixes in the configuration", number->e164()));
        job.own_number = std::move(*number);
    }
    return {};
}

}  // namespace

const SimEntry* MasterSimJob::find(std::string_view iccid) const {
    if (!sims) return nullptr;
    const auto found = std::ranges::find_if(*sims, [&](const SimEntry& entry) { return same_iccid(entry.iccid, iccid); });
    return found == sims->end() ? nullptr : &*found;
}

const base::Secret* MasterSimJob::pin_of(std::string_view iccid) const {
    const auto found = std::ranges::find_if(pins, [&](const auto& pin) { return same_iccid(pin.first, iccid); });
    return found == pins.end() ? nullptr : &found->second;
}

master_sim::ContentRequest content_request(const MasterSimJob& job, const SimEntry* entry) {
    master_sim::ContentRequest request;
    request.settings = entry != nullptr ? entry->settings : job.profile.settings();
    request.without = job.without;
    request.credential_name = entry != nullptr && !entry->credential.empty() ? entry->credential : default_credential;
    request.sender = {sms::TypeOfNumber::unknown, 1, "0"};
    request.time = {std::chrono::sys_days(std::chrono::year(2026) / 1 / 1), std::chrono::minutes(0)};
    request.status = job.status;
    return request;
}

std::string sms_cost(const MasterSimJob& job, std::size_t messages) {
    if (job.sms_price <= 0) return "money";
    const auto sum = fmt::format("{:.2f}", job.sms_price * static_cast<double>(messages));
    return job.currency.empty() ? sum : sum + " " + job.currency;
}

Outcome<std::size_t> most_records(const MasterSimJob& job, const service::Credentials& known) {
    std::vector<const SimEntry*> entries;
    if (!job.sims) entries.push_back(nullptr);
    else
        for (const auto& entry : *job.sims) entries.push_back(&entry);
    std::vector<base::Error> problems;
    std::size_t most = 0;
    for (const auto* entry : entries) {
        auto request = content_request(job, entry);
        auto password = known.find(request.credential_name);
        if (!password) return refuse(exit_code::usage, password.error().message());
        request.credential = std::move(*password);
        const auto content = master_sim::compose_content(job.profile.dialect(), request);
        if (content) most = std::max(most, content->records.size());
        else if (entry == nullptr) return refuse(exit_code::usage, content.error().message());
        else problems.push_back({content.error().code, "SIM " + entry->iccid, content.error().message(), {}});
    }
    if (!problems.empty()) return refuse(all_problems(problems));
    return most;
}

std::string stack_question(const MasterSimJob& job, std::size_t most_records) {
    auto text = fmt::format("Write {} on every SIM that is put into the modem{}?", job.profile.source(),
                            job.replace ? ", and delete what is on them" : "");
    if (job.only != master_sim::Way::self_send) return text;
    text += fmt::format(" Each sends itself {} SMS, which cost {}", most_records, sms_cost(job, most_records));
    if (job.sims && job.sims->size() > 1)
        text += fmt::format("; the {} of the list: {}", counted(job.sims->size(), "SIM"),
                            sms_cost(job, job.sims->size() * most_records));
    return text + ".";
}

Outcome<MasterSimJob> load_master_sim_job(Invocation& invocation, const std::string& profile_path) {
    const bool has_list = invocation.arguments().value("sims").has_value();
    const auto loaded =
        load_profile(invocation, profile_path, has_list ? meter::RuleCheck::for_each_meter : meter::RuleCheck::for_the_profile);
    if (!loaded) return refuse(loaded.error());
    if (!loaded->profile) return refuse(all_problems(loaded->problems));
    for (const auto& warning : loaded->warnings) remark(fmt::format("warning: {}: {}", warning.where, warning.text));
    if (const auto checked = master_sim::check_dialect(loaded->profile->dialect()); !checked)
        return refuse(exit_code::usage, checked.error().message());
    MasterSimJob job(*loaded->profile);
    job.without = left_out(invocation);
    if (auto read = read_message_options(invocation, job); !read) return refuse(read.error());
    if (const auto word = invocation.arguments().value("via")) {
        const auto way = master_sim::parse_way(*word);
        if (!way) return refuse(exit_code::usage, way.error().message());
        job.only = *way;
    }
    if (auto read = read_pins(invocation, job); !read) return refuse(read.error());
    job.replace = invocation.arguments().flag("replace");
    job.keep = invocation.arguments().flag("keep");
    job.force = invocation.arguments().flag("force");
    if (job.replace && job.keep) return refuse(exit_code::usage, "--replace and --keep contradict each other");
    if (const auto path = invocation.arguments().value("sims")) {
        auto sims = load_sims(invocation, *path, job.profile);
        if (!sims) return refuse(sims.error());
        job.sims = std::move(*sims);
    }
    if (job.only == master_sim::Way::self_send && !job.own_number && !job.sims)
        return refuse(exit_code::usage, "--via self-send sends SMS to the SIM itself: give its number with --own-number");
    return job;
}

}  // namespace gsmcfg::cli
