// What `cmake --install` leaves below a prefix, and what other programs think of it.
#include "e2e_fixture.hpp"

#include "support/source_dir.hpp"

#include "gsmcfg/base/text.hpp"

#include <sys/stat.h>

#include <regex>
#include <set>

namespace gsmcfg::e2e {
namespace {

class Install : public EndToEnd {
protected:
    Ended run(std::vector<std::string> given) { return Program(given, folder).wait(); }
    void SetUp() override {
        const auto done = run({"/usr/bin/cmake", "--install", GSMCFG_PROGRAMS_DIR, "--prefix", prefix});
        ASSERT_EQ(done.exit, 0) << done.out << done.err;
    }
    std::string text(const std::string& path) { return base::read_file(prefix + path).value_or(""); }

    std::string prefix = folder + "/prefix";
};

unsigned mode_of(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

TEST_F(Install, EveryFileIsThere) {
    for (const std::string path : {"/bin/gsmcfg", "/bin/gsmcfg-modemsim"}) EXPECT_EQ(mode_of(prefix + path), 0755U) << path;
    for (const std::string path :
         {"/share/man/man1/gsmcfg.1", "/share/man/man1/gsmcfg-modemsim.1", "/share/man/man5/gsmcfg.toml.5",
          "/share/man/man5/gsmcfg-dialect.5", "/share/bash-completion/completions/gsmcfg", "/share/zsh/site-functions/_gsmcfg",
          "/lib/systemd/system/gsmcfg.service", "/lib/systemd/system/gsmcfg-status.service",
          "/lib/systemd/system/gsmcfg-status.timer", "/lib/udev/rules.d/60-gsmcfg.rules", "/lib/tmpfiles.d/gsmcfg.conf",
          "/lib/sysusers.d/gsmcfg.conf", "/share/gsmcfg/dialects/energomera-gs04.toml", "/share/doc/gsmcfg/examples/gsmcfg.toml",
          "/share/doc/gsmcfg/examples/50-gsmcfg-modems.rules", "/share/doc/gsmcfg/examples/sample-phones/phones.txt"}) {
        EXPECT_EQ(mode_of(prefix + path), 0644U) << path;
        EXPECT_FALSE(text(path).empty()) << path;
    }
    EXPECT_EQ(run({prefix + "/bin/gsmcfg", "--version"}).out, bare({"--version"}).out);
}

TEST_F(Install, SystemdTakesTheUnitsAndFindsThemSandboxed) {
    const auto units = prefix + "/lib/systemd/system/";
    EXPECT_NE(text("/lib/systemd/system/gsmcfg.service").find("ExecStart=" + prefix + "/bin/gsmcfg serve"), std::string::npos);
    const auto verified =
        run({"/usr/bin/systemd-analyze", "verify", "--man=no", units + "gsmcfg.service", units + "gsmcfg-status.timer"});
    EXPECT_EQ(verified.exit, 0) << verified.err;
    EXPECT_EQ(verified.err, "");
    for (const std::string unit : {"gsmcfg.service", "gsmcfg-status.service"}) {
        const auto source = test::source_dir() + "/src/assets/systemd/" + unit;
        const auto judged =
            run({"/usr/bin/systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", source});
        EXPECT_EQ(judged.exit, 0) << judged.out << judged.err;
    }
}

// Both units are in one cage: what is taken from one is taken from the other.
TEST_F(Install, TheUnitsHaveOneSandbox) {
    const auto cage = [&](const std::string& unit) {
        std::set<std::string> lines;
        const auto whole = text("/lib/systemd/system/" + unit);
        const std::regex wanted(
            "(Protect|Private|Restrict|Device|System|Capability|Ambient|NoNew|Memory|Lock|Key|RemoveIPC).*=.*");
        for (const auto line : base::split(whole, '\n'))
            if (std::regex_match(std::string(line), wanted)) lines.emplace(line);
        return lines;
    };
    EXPECT_GE(cage("gsmcfg.service").size(), 25U);
    EXPECT_EQ(cage("gsmcfg.service"), cage("gsmcfg-status.service"));
}

TEST_F(Install, ManAndMandocTakeThePages) {
    for (const std::string page : {"man1/gsmcfg.1", "man1/gsmcfg-modemsim.1", "man5/gsmcfg.toml.5", "man5/gsmcfg-dialect.5"}) {
        const auto path = prefix + "/share/man/" + page;
        const auto lint = run({"/usr/bin/mandoc", "-Tlint", "-Wwarning", path});
        for (const auto line : base::split(lint.out, '\n'))
            EXPECT_TRUE(line.empty() || line.find("missing date") != std::string_view::npos) << line;
        const auto shown = run({"/usr/bin/man", "--warnings", "-E", "UTF-8", "-l", path});
        EXPECT_EQ(shown.exit, 0);
        EXPECT_EQ(shown.err, "") << page;
        EXPECT_GT(shown.out.size(), 2000U) << page;
    }
    EXPECT_NE(text("/share/man/man1/gsmcfg-modemsim.1").find("\\fB\\-\\-sim\\-stack\\fR"), std::string::npos);
}

// A Z shell on a terminal of its own, in which somebody presses the tabulator.
TEST_F(Install, TheShellsComplete) {
    EXPECT_EQ(run({"/bin/bash", "-n", prefix + "/share/bash-completion/completions/gsmcfg"}).exit, 0);
    const auto values =
        run({"/bin/bash", "-c",
             "source " + prefix +
                 "/share/bash-completion/completions/gsmcfg; COMP_WORDS=(gsmcfg inbox list --kind unso); "
                 "COMP_CWORD=4; _gsmcfg; echo ${COMPREPLY[*]}; COMP_WORDS=(gsmcfg plan --dialect energomera-gs04); COMP_CWORD=3; "
                 "_gsmcfg; echo ${COMPREPLY[*]}"});
    EXPECT_EQ(values.out, "unsolicited\nenergomera-gs04\n") << values.err;
    const auto functions = prefix + "/share/zsh/site-functions";
    const auto checked = run({"/usr/bin/zsh", "-n", functions + "/_gsmcfg"});
    EXPECT_EQ(checked.exit, 0) << checked.err;
    const auto script =
        write("complete.zsh",
              "zmodload zsh/zpty\nzpty shell zsh -f -i\n"
              "zpty -w shell 'PS1=; fpath=(" +
                  functions +
                  " $fpath); autoload -U compinit; compinit -u -D; "
                  "zstyle \":completion:*\" list-prompt \"\"; LISTMAX=0; print rea\"\"dy'\n"
                  "zpty -r shell text '*ready*'\n"
                  "zpty -w -n shell $'gsmcfg campaign sh\\t'\nzpty -r shell text '*gsmcfg campaign show *'\nprint -r -- $text\n"
                  "zpty -w -n shell $'--gro\\t'\nzpty -r shell text '*--group-by*'\nprint -r -- $text\n"
                  "zpty -w -n shell $'\\C-ugsmcfg inbox list --kind=unso\\t'\nzpty -r shell text '*kind=unsolicited*'\nprint -r "
                  "-- $text\n");
    const auto completed = run({"/usr/bin/timeout", "60", "/usr/bin/zsh", "-f", script});
    EXPECT_EQ(completed.exit, 0) << completed.out << completed.err;
    EXPECT_NE(completed.out.find("--group-by"), std::string::npos) << completed.out;
    EXPECT_NE(completed.out.find("--kind=unsolicited"), std::string::npos) << completed.out;
}

TEST_F(EndToEnd, TheVersionNamesTheCommit) {
    const std::regex form("gsmcfg(-modemsim)? [0-9]+\\.[0-9]+\\.[0-9]+ \\(commit ([0-9a-f]{12,40}(-dirty)?|unknown)\\)\n");
    const auto shown = bare({"--version"}).out;
    EXPECT_TRUE(std::regex_match(shown, form)) << shown;
    EXPECT_EQ("gsmcfg-modemsim" + shown.substr(6), Program({"gsmcfg-modemsim", "--version"}, folder).wait().out);
}

}  // namespace
}  // namespace gsmcfg::e2e
