// What a command works with: its arguments, and what they and the configuration name, made when first asked for.
#pragma once

#include "arguments.hpp"
#include "failure.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/config/configuration.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/phone_list.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/database.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

class Invocation {
public:
    Invocation(Arguments arguments, std::string command_line)
        : arguments_(std::move(arguments)), command_line_(std::move(command_line)) {}

    [[nodiscard]] const Arguments& arguments() const { return arguments_; }
    [[nodiscard]] const std::string& positional(std::size_t index) const { return arguments_.positional().at(index); }
    [[nodiscard]] const std::string& command_line() const { return command_line_; }
    [[nodiscard]] bool json() const { return arguments_.flag("json"); }
    [[nodiscard]] bool yes() const { return arguments_.flag("yes"); }
    [[nodiscard]] bool verbose() const { return arguments_.flag("verbose"); }

    // Failure: exit 2 with every fault of the file.
    [[nodiscard]] Outcome<const config::Configuration*> configuration();
    [[nodiscard]] Outcome<std::string> database_url();
    // What this machine is called among those that share the database.
    [[nodiscard]] Outcome<std::string> host();
    // Failure: exit 4.
    [[nodiscard]] Outcome<store::Database*> database();
    // The same for commands that begin nothing: what --db names must be there, so that a typing error makes no new one.
    // Failure: exit 4.
    [[nodiscard]] Outcome<store::Database*> named_database();
    // How a list is read: the configuration's numbering and prefixes, and --column. Failure: exit 2.
    [[nodiscard]] Outcome<meter::ListOptions> list_options();
    // A file, "-" or one number. Failure: exit 2 with every bad line.
    [[nodiscard]] Outcome<meter::LoadedList> phones(const std::string& argument, const meter::Dialect& dialect);
    // The same, with its faults in the list instead of a failure.
    [[nodiscard]] Outcome<meter::LoadedList> phones_unchecked(const std::string& argument, const meter::Dialect& dialect);

private:
    Arguments arguments_;
    std::string command_line_;
    std::optional<config::Configuration> configuration_;
    std::unique_ptr<store::Database> database_;
};

// The source of a list that is one number on the command line.
inline constexpr std::string_view single_number = "the number";

// One line of JSON on standard output, at once.
void print_json(const base::Json& json);
// Text on standard output. False if that takes no more.
bool print(std::string_view text);
void flush_output();
// What went wrong with standard output since the start: a full disk.
[[nodiscard]] std::optional<std::string> output_failure();
// A remark on standard error, after the program's name.
void remark(std::string_view text);

}  // namespace gsmcfg::cli
