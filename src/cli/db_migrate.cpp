// db migrate: everything into another database.
#include "database_access.hpp"
#include "db_commands.hpp"
#include "interrupt.hpp"
#include "recap.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/config/database_url.hpp"
#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/transfer.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <utility>

namespace gsmcfg::cli {
namespace {

using Step = store::TransferProgress::Step;

int exit_of(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::stopped: return exit_code::interrupted;
        case base::ErrorCode::conflict: return exit_code::another_run;
        case base::ErrorCode::invalid_argument:
        case base::ErrorCode::unsupported: return exit_code::usage;
        case base::ErrorCode::malformed:
        case base::ErrorCode::truncated:
        case base::ErrorCode::not_found:
        case base::ErrorCode::permission:
        case base::ErrorCode::io:
        case base::ErrorCode::port_busy:
        case base::ErrorCode::port_lost:
        case base::ErrorCode::timeout:
        case base::ErrorCode::not_ready:
        case base::ErrorCode::refused:
        case base::ErrorCode::newer_schema:
        case base::ErrorCode::database: return exit_code::database;
    }
    return exit_code::database;
}

tl::unexpected<Failure> refuse_move(const base::Error& error) {
    return refuse(exit_of(error.code), base::escape_control(error.message()));
}

std::string_view name_of(Step step) {
    switch (step) {
        case Step::reading: return "reading";
        case Step::writing: return "writing";
        case Step::checking: return "checking";
    }
    return "";
}

// Of a million: "1,000,000".
std::string grouped(std::int64_t number) {
    auto digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

// On a terminal one line that is drawn anew; with --json an event for each step.
class MoveView {
public:
    explicit MoveView(bool json) : json_(json), drawn_(!json && errors_are_terminal() && !terminal_is_dumb()) {}
    MoveView(const MoveView&) = delete;
    MoveView& operator=(const MoveView&) = delete;
    ~MoveView() { clear(); }

    void show(const store::TransferProgress& progress) {
        if (json_ && progress.done == 0)
            print_json(base::Json::object().set("event", "step").set("step", name_of(progress.step)));
        if (!drawn_ || clock_.now() < next_) return;
        next_ = clock_.now() + std::chrono::milliseconds(100);
        const auto of_all = progress.all > 0 ? " of " + grouped(progress.all) : "";
        auto line = fmt::format("{} {}{}: {}", name_of(progress.step), grouped(progress.done), of_all, progress.table);
        if (line.size() >= terminal_width()) line.resize(terminal_width() - 1);
        std::fprintf(stderr, "\r\033[K%s", line.c_str());
        std::fflush(stderr);
        line_ = true;
    }
    void clear() {
        if (std::exchange(line_, false)) std::fputs("\r\033[K", stderr);
    }

private:
    bool json_;
    bool drawn_;
    bool line_ = false;  // is on the terminal
    base::SystemClock clock_;
    base::MonoTime next_{};
};

Outcome<std::string> url_of(const Arguments& arguments, std::string_view option) {
    const auto given = arguments.value(option);
    if (!given)
        return refuse(exit_code::usage,
                      fmt::format("say --from and --to, such as --from sqlite:/var/lib/gsmcfg/gsmcfg.db --to "
                                  "postgresql://gsmcfg@db.example/gsmcfg; --db and the configuration do not count here"));
    const auto url = config::DatabaseUrl::parse(*given);
    if (!url) return refuse(exit_code::usage, fmt::format("--{}: {}", option, url.error().detail));
    return url->backend == config::DatabaseUrl::Backend::sqlite ? "sqlite:" + url->location : url->location;
}

Outcome<std::unique_ptr<store::Database>> source_at(const std::string& url) {
    auto opened = store::open_as_is(url);
    if (!opened && opened.error().code == base::ErrorCode::not_found)
        return refuse(exit_code::database,
                      fmt::format("there is no database {}: is --from right?", base::escape_control(opened.error().where)));
    if (!opened) return refuse_move(opened.error());
    if (auto ready = store::can_be_moved(**opened); !ready) return refuse_move(ready.error());
    return Outcome<std::unique_ptr<store::Database>>(std::move(*opened));
}

void show_result(Invocation& invocation, const store::Database& from, const store::Database& to, const store::Transfer& done,
                 std::chrono::milliseconds took) {
    const auto tables = static_cast<std::int64_t>(done.tables.size());
    if (invocation.json()) {
        for (const auto& [table, rows] : done.tables)
            print_json(base::Json::object().set("event", "table").set("table", table).set("rows", rows));
        constexpr double millis_in_second = 1000;
        return print_json(base::Json::object()
                              .set("event", "result")
                              .set("from", from.shown())
                              .set("to", to.shown())
                              .set("tables", tables)
                              .set("rows", done.rows)
                              .set("seconds", static_cast<double>(took.count()) / millis_in_second));
    }
    for (const auto& [table, rows] : done.tables)
        if (rows > 0) print(fmt::format("  {:<18} {:>12}\n", table, grouped(rows)));
    print(fmt::format("{} records of {} tables, compared record by record, in {}\n", grouped(done.rows), tables,
                      duration_text(std::chrono::ceil<std::chrono::seconds>(took))));
    print(fmt::format("Now let `database` in gsmcfg.toml be what --to said ({}); {} is as it was, and not kept up to date.\n",
                      base::escape_control(to.shown()), base::escape_control(from.shown())));
}

Outcome<int> run(Invocation& invocation) {
    const auto from_url = url_of(invocation.arguments(), "from");
    if (!from_url) return refuse(from_url.error());
    const auto to_url = url_of(invocation.arguments(), "to");
    if (!to_url) return refuse(to_url.error());
    base::SystemClock clock;
    const auto began = clock.now();
    const auto from = source_at(*from_url);
    if (!from) return refuse(from.error());
    const auto to = store::open_destination(*to_url);
    if (!to) return refuse_move(to.error());
    const Interrupt interrupt;
    MoveView view(invocation.json());
    const auto done =
        store::transfer(**from, **to, interrupt.token(), [&](const store::TransferProgress& progress) { view.show(progress); });
    view.clear();
    if (!done) return refuse_move(done.error());
    show_result(invocation, **from, **to, *done, std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - began));
    return exit_code::as_wanted;
}

}  // namespace

Command db_migrate_command() {
    return {
        "db migrate",
        "",
        0,
        0,
        "Moves everything into another database: from SQLite to PostgreSQL, or back.",
        "Records keep their ids, and new ones go on after them. The new database must be empty; what is missing of its tables is "
        "made. It is filled in one transaction, in which everything is read back and compared: after an error or Ctrl-C it is as "
        "empty as before, and the same command may be given again. The old database is only read, and must not be in use: "
        "`systemctl stop gsmcfg` first (exit 75 otherwise).\n"
        "What a process that died has left goes along, and is looked through by the first run on the new database: messages that "
        "were on their way become uncertain. Which service was at work, and which modems were lent, does not go along.\n"
        "--db and the configuration do not count here; let the configuration name the new database when it is done. A password "
        "belongs into ~/.pgpass, or the file that PGPASSFILE names, since the command line can be read by others.",
        "  gsmcfg db migrate --from /var/lib/gsmcfg/gsmcfg.db --to postgresql://gsmcfg@db.example/gsmcfg\n"
        "  gsmcfg db migrate --from postgresql://gsmcfg@db.example/gsmcfg --to sqlite:gsmcfg.db --json",
        {{"from", "URL", "the database as it is: a path, sqlite:PATH or postgresql://…; needed"},
         {"to", "URL", "the new one, empty or not there yet; needed"}},
        run};
}

}  // namespace gsmcfg::cli
