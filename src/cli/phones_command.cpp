#include "commands.hpp"
#include "dialects.hpp"
#include "export_file.hpp"
#include "invocation.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

Outcome<void> write(Invocation& invocation, std::string_view option, const std::string& text) {
    auto file = ExportFile::open(invocation.arguments().value(option), invocation.arguments().flag("force"));
    if (!file) return refuse(file.error());
    file->write(text);
    return file->finish();
}

Outcome<int> run(Invocation& invocation) {
    const auto dialect = chosen_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    const auto list = invocation.phones_unchecked(invocation.positional(0), *dialect);
    if (!list) return refuse(list.error());
    // A large list is not written into memory once more for nothing.
    if (invocation.arguments().flag("write-clean"))
        if (auto written = write(invocation, "write-clean", list->clean_text()); !written) return refuse(written.error());
    if (invocation.arguments().flag("write-bad"))
        if (auto written = write(invocation, "write-bad", list->bad_text()); !written) return refuse(written.error());
    for (const auto& problem : list->problems) {
        if (invocation.json())
            print_json(base::Json::object().set("event", "problem").set("where", problem.where).set("reason", problem.detail));
        else print(base::escape_control(problem.message()) + "\n");
    }
    for (const auto& warning : list->warnings)
        remark(fmt::format("warning: {}: {}", warning.where, base::escape_control(warning.text)));
    if (invocation.json())
        print_json(base::Json::object().set("event", "recap").set("good", list->meters.size()).set("bad", list->problems.size()));
    else print(fmt::format("{} good, {} bad\n", list->meters.size(), list->problems.size()));
    return list->problems.empty() ? exit_code::as_wanted : exit_code::usage;
}

}  // namespace

Command phones_check_command() {
    return {"phones check",
            "FILE",
            1,
            1,
            "Checks a list of numbers: every bad line with its reason. Sends nothing.",
            "A list is a text file with one number a line (# begins a comment), or a CSV with a header: phone, and if wanted "
            "serial, label, credential, the "
            "name of a setting that differs for that meter, and columns of your own.",
            "  gsmcfg phones check phones.csv --write-clean good.csv --write-bad bad.csv",
            {{"write-clean", "FILE", "write the good lines, numbers in international form"},
             {"write-bad", "FILE", "write the bad lines, each with its reason"},
             {"force", "", "overwrite the files of --write-clean and --write-bad"},
             {"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true}},
            run};
}

}  // namespace gsmcfg::cli
