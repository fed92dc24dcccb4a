#include "invocation.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/inspection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace gsmcfg::cli {
namespace {

// "phone=Номер" → {"phone", "Номер"}.
Outcome<std::map<std::string, std::string>> columns_of(const std::vector<std::string>& given) {
    std::map<std::string, std::string> columns;
    for (const auto& text : given) {
        const auto at = text.find('=');
        if (at == std::string::npos || at == 0 || at + 1 == text.size())
            return refuse(exit_code::usage, fmt::format("--column takes ROLE=HEADER, such as phone=Number, not '{}'", text));
        columns[text.substr(0, at)] = text.substr(at + 1);
    }
    return columns;
}

bool looks_like_number(const std::string& text) {
    return !std::filesystem::exists(text) && text.find_first_not_of("+0123456789 -()") == std::string::npos &&
           std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) >= 5;
}

int output_errno = 0;  // of the first failure

void note_output_failure() {
    if (output_errno == 0) output_errno = errno;
}

}  // namespace

Outcome<const config::Configuration*> Invocation::configuration() {
    if (configuration_) return &*configuration_;
    const auto named = arguments_.value("config");
    auto loaded =
        config::load(named ? std::optional<std::filesystem::path>(*named) : std::nullopt, config::Environment::current());
    if (!loaded.ok()) return refuse(all_problems(loaded.problems));
    configuration_ = std::move(loaded.configuration);
    return &*configuration_;
}

Outcome<std::string> Invocation::database_url() {
    if (const auto given = arguments_.value("db")) {
        const auto url = config::DatabaseUrl::parse(*given);
        if (!url) return refuse(exit_code::usage, "--db: " + url.error().detail);
        return url->backend == config::DatabaseUrl::Backend::sqlite ? "sqlite:" + url->location : url->location;
    }
    const auto configured = configuration();
    if (!configured) return refuse(configured.error());
    const auto& url = (*configured)->database;
    return url.backend == config::DatabaseUrl::Backend::sqlite ? "sqlite:" + url.location : url.location;
}

Outcome<std::string> Invocation::host() {
    const auto configured = configuration();
    if (!configured) return refuse(configured.error());
    return (*configured)->host.value_or(base::current_actor().host);
}

Outcome<store::Database*> Invocation::database() {
    if (database_) return database_.get();
    const auto url = database_url();
    if (!url) return refuse(url.error());
    auto opened = store::Database::open(*url);
    if (!opened) return refuse(exit_code::database, opened.error().message());
    database_ = std::move(*opened);
    if (verbose()) remark("database: " + database_->shown());
    return database_.get();
}

Outcome<store::Database*> Invocation::named_database() {
    const auto url = database_url();
    if (!url) return refuse(url.error());
    if (const auto path = store::database_path(*url); path && arguments_.value("db") && !std::filesystem::exists(*path))
        return refuse(exit_code::database, fmt::format("there is no database {}: is --db right?", base::escape_control(*path)));
    return database();
}

Outcome<meter::ListOptions> Invocation::list_options() {
    const auto configured = configuration();
    if (!configured) return refuse(configured.error());
    auto columns = columns_of(arguments_.all("column"));
    if (!columns) return refuse(columns.error());
    return meter::ListOptions{(*configured)->numbers, (*configured)->allow_prefixes, std::move(*columns)};
}

Outcome<meter::LoadedList> Invocation::phones_unchecked(const std::string& argument, const meter::Dialect& dialect) {
    const auto options = list_options();
    if (!options) return refuse(options.error());
    if (looks_like_number(argument))
        return meter::parse_phone_list(argument + "\n", std::string(single_number), dialect, *options);
    auto bytes = argument == "-" ? base::read_standard_input() : base::read_file(argument);
    if (!bytes) return refuse(exit_code::usage, bytes.error().message());
    return meter::take_phone_list(std::move(*bytes), argument == "-" ? "standard input" : argument, dialect, *options);
}

Outcome<meter::LoadedList> Invocation::phones(const std::string& argument, const meter::Dialect& dialect) {
    auto list = phones_unchecked(argument, dialect);
    if (!list) return refuse(list.error());
    if (!list->problems.empty()) return refuse(all_problems(list->problems));
    return list;
}

void print_json(const base::Json& json) {
    print(json.dump() + "\n");
    flush_output();
}

bool print(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) < text.size()) note_output_failure();
    return output_errno == 0;
}

void flush_output() {
    if (std::fflush(stdout) != 0) note_output_failure();
}

std::optional<std::string> output_failure() {
    flush_output();
    // A reader that has seen enough (| head), or never wanted any, is none.
    if (output_errno == 0 || output_errno == EPIPE || output_errno == EBADF) return std::nullopt;
    return fmt::format("standard output: {}", std::strerror(output_errno));
}

void remark(std::string_view text) {
    const auto line = fmt::format("gsmcfg: {}\n", text);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace gsmcfg::cli
