#include "reference.hpp"

#include "command.hpp"
#include "completion_values.hpp"
#include "config_page.hpp"
#include "markdown_page.hpp"
#include "version.hpp"
#include "zsh_completion.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/base/troff.hpp"
#include "gsmcfg/config/starter_files.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace gsmcfg::cli {
namespace {

using base::troff;

std::string man_options(std::span<const OptionSpec> options) {
    std::string text;
    for (const auto& option : options)
        text += fmt::format(".TP\n\\fB\\-\\-{}\\fR{}{}\n{}\n", troff(option.name), option.argument.empty() ? "" : " ",
                            option.argument.empty() ? "" : "\\fI" + troff(option.argument) + "\\fR", troff(option.help));
    return text;
}

std::string man_page() {
    std::string text = fmt::format(
        ".TH GSMCFG 1 \"{}\" \"gsmcfg {}\" \"User Commands\"\n.SH NAME\ngsmcfg \\- configures the GSM modules of electricity "
        "meters by SMS\n"
        ".SH SYNOPSIS\n.B gsmcfg\n.I COMMAND\n[\\fIARGUMENTS\\fR] [\\fIOPTIONS\\fR]\n.SH DESCRIPTION\n"
        "Sends settings to lists of meter SIM numbers through a GSM modem, matches every reply and compares every value. "
        "Everything is kept in a "
        "database; what is interrupted can be resumed. \\fIPHONES\\fR is a file, \\- for standard input, or one number.\n.SH "
        "COMMANDS\n",
        base::commit_date, version);
    for (const auto& command : commands()) {
        text += fmt::format(".SS gsmcfg {}{}{}\n{}\n", troff(command.name), command.arguments.empty() ? "" : " ",
                            troff(command.arguments), troff(command.summary));
        if (!command.details.empty()) text += fmt::format(".PP\n{}\n", troff(command.details));
        text += man_options(command.options);
        text += fmt::format(".PP\nExample:\n.PP\n.nf\n{}\n.fi\n", troff(command.example));
    }
    text += ".SH OPTIONS OF EVERY COMMAND\n" + man_options(global_options());
    text += ".SH EXIT STATUS\n";
    for (const auto& [code, words] : exit_codes) text += fmt::format(".TP\n{}\n{}\n", code, words);
    text +=
        ".SH ENVIRONMENT\n.TP\nGSMCFG_PASSWORD\nthe meters' administrator password, if \\-\\-password\\-file is not given\n"
        ".SH FILES\n.TP\n~/.config/gsmcfg/gsmcfg.toml, /etc/gsmcfg/gsmcfg.toml\nthe "
        "configuration\n.TP\n~/.local/share/gsmcfg/gsmcfg.db, /var/lib/gsmcfg/gsmcfg.db\nthe database\n"
        ".SH SEE ALSO\n.BR gsmcfg.toml (5),\n.BR gsmcfg\\-dialect (5),\n.BR gsmcfg\\-modemsim (1)\n";
    return text;
}

// A case of the option before the word: its values. An argument of which nothing can be offered is no file either.
std::string values_case(const OptionSpec& option) {
    const auto values = completion_values(option);
    if (option.argument.empty() || (values.files && values.words.empty())) return {};
    return fmt::format("        --{}) COMPREPLY=($(compgen {}-W \"{}\" -- \"$current\")); return ;;\n", option.name,
                       values.files ? "-f " : "", fmt::join(values.words, " "));
}

// The same option of two commands stands there once.
std::string values_cases() {
    std::set<std::string> all;
    for (const auto& option : global_options()) all.insert(values_case(option));
    for (const auto& command : commands())
        for (const auto& option : command.options) all.insert(values_case(option));
    return fmt::format("{}", fmt::join(all, ""));
}

std::string bash_completion() {
    std::map<std::string, std::set<std::string>> groups;
    std::string firsts;
    std::string cases;
    for (const auto& command : commands()) {
        const auto words = base::split(command.name, ' ');
        if (words.size() > 1) groups[std::string(words[0])].emplace(words[1]);
        const std::string first(words[0]);
        if ((" " + firsts + " ").find(" " + first + " ") == std::string::npos) firsts += (firsts.empty() ? "" : " ") + first;
        std::string options;
        for (const auto& option : command.options) options += fmt::format(" --{}", option.name);
        cases += fmt::format("        \"{}\") options=\"$options{}\" ;;\n", command.name, options);
    }
    std::string seconds;
    for (const auto& [group, words] : groups) {
        std::string list;
        for (const auto& word : words) list += (list.empty() ? "" : " ") + word;
        seconds += fmt::format("            {}) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;\n", group, list);
    }
    std::string globals;
    for (const auto& option : global_options()) globals += fmt::format("{}--{}", globals.empty() ? "" : " ", option.name);
    return fmt::format(
        "# bash completion for gsmcfg\n_gsmcfg() {{\n    local current=\"${{COMP_WORDS[COMP_CWORD]}}\" options=\"{}\"\n"
        "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W \"{} --help --version\" -- \"$current\"))\n     "
        "   return\n    fi\n"
        "    if [ \"$COMP_CWORD\" -eq 2 ] && [[ \"$current\" != -* ]]; then\n        case \"${{COMP_WORDS[1]}}\" in\n{}        "
        "esac\n    fi\n"
        "    case \"${{COMP_WORDS[COMP_CWORD-1]}}\" in\n{}    esac\n"
        "    case \"${{COMP_WORDS[1]}} ${{COMP_WORDS[2]}}\" in\n{}    esac\n"
        "    case \"${{COMP_WORDS[1]}}\" in\n{}    esac\n"
        "    if [[ \"$current\" == -* ]]; then\n        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n    else\n"
        "        COMPREPLY=($(compgen -f -- \"$current\"))\n    fi\n}}\ncomplete -o filenames -F _gsmcfg gsmcfg\n",
        globals, firsts, seconds, values_cases(), cases, cases);
}

}  // namespace

std::optional<std::string> reference_for(const std::vector<std::string>& words) {
    if (words.size() < 2 || words[0] != "--reference") return std::nullopt;
    if (words.size() == 3 && words[1] == "dialect") {
        const auto markdown = base::read_file(words[2]);
        return markdown ? std::optional(dialect_page(*markdown)) : std::nullopt;
    }
    if (words.size() != 2) return std::nullopt;
    if (words[1] == "man") return man_page();
    if (words[1] == "config") return config_page(config::template_text());
    if (words[1] == "bash") return bash_completion();
    if (words[1] == "zsh") return zsh_completion();
    return std::nullopt;
}

}  // namespace gsmcfg::cli
