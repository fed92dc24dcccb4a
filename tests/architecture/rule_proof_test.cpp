// Each rule finds what it is there for: a small tree that keeps them all, and one fault at a time.
#include "rules.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace gsmcfg::test {
namespace {

using namespace std::string_literals;

enum class Rule {
    includes,
    private_headers,
    clock,
    waits,
    libraries,
    types,
    contract,
    readme,
    length,
    names,
    workplace,
};

constexpr std::array all_rules{Rule::includes, Rule::private_headers, Rule::clock,  Rule::waits, Rule::libraries, Rule::types,
                               Rule::contract, Rule::readme,          Rule::length, Rule::names, Rule::workplace};

const LayerTable& table() {
    static const auto made_up = parse_layer_table("base: \nsms: base\nstore: base\nservice: base store\nsim: base\nlink: base\n");
    return made_up;
}

Violations check(Rule rule, const SourceTree& tree) {
    switch (rule) {
        case Rule::includes: return undeclared_includes(tree, table());
        case Rule::private_headers: return foreign_private_headers(tree);
        case Rule::clock: return clock_and_sleep_calls(tree);
        case Rule::waits: return waits(tree);
        case Rule::libraries: return exposed_libraries(tree);
        case Rule::types: return types_defined_twice(tree);
        case Rule::contract: return headers_without_contract(tree);
        case Rule::readme: return layers_without_readme(tree);
        case Rule::length: return long_files(tree);
        case Rule::names: return bad_names(tree);
        case Rule::workplace: return workplace_words(tree);
    }
    return {};
}

class MadeUpTree {
public:
    MadeUpTree() {
        for (const std::string layer : {"base", "sms", "store", "service", "sim", "link"})
            write("src/" + layer + "/README.md", "# " + layer + "\n\nWhat it is for.\n");
        write("include/gsmcfg/base/clock.hpp",
              "// The only source of time.\n#pragma once\nusing C = std::chrono::steady_clock;\n");
        write("include/gsmcfg/store/database.hpp", "// Stores things.\n#pragma once\n#include \"gsmcfg/base/clock.hpp\"\n");
        write("src/base/clock.cpp",
              "#include \"gsmcfg/base/clock.hpp\"\n#include <poll.h>\nauto a = std::chrono::steady_clock::now();\n"
              "int b = ppoll(x, 1, &t, nullptr);\n");
        write("src/base/toml_document.cpp", "#include <toml++/toml.h>\ntoml::table a;\n");
        write("src/base/log.cpp", "#include <spdlog/spdlog.h>\nvoid f() { spdlog::info(\"\"); }\n");
        write("src/base/json.cpp", "#include <nlohmann/json.hpp>\nnlohmann::json a;\n");
        write("src/base/pattern.cpp", "#include <re2/re2.h>\nRE2 a(\"\");\n");
        write("src/link/fd_link.cpp", "#include <poll.h>\nint a = poll(&x, 1, 0);\nint b = usleep(1);\n");
        write("src/store/session.hpp", "// The session.\n#pragma once\n#include <soci/soci.h>\nsoci::session a;\n");
        write("src/store/database.cpp", "#include \"session.hpp\"\n#include \"store/session.hpp\"\n");
        write("src/service/worker.cpp",
              "// SOCI, steady_clock and poll(a, b, c) are only spoken of.\n#include \"gsmcfg/store/database.hpp\"\n"
              "#include <fmt/format.h>\nauto text = \"spdlog usleep(1)\";\n"
              "auto seconds = std::chrono::system_clock::to_time_t(given);\n");
        write("src/service/draft.hpp",
              "// A type of a header, one of its own inside it, and a use.\n#pragma once\nnamespace gsmcfg::service {\nstruct "
              "Draft {\n"
              "    struct Part {};\n};\nenum class Kind { a };\nvoid f(struct Draft& draft);\n}\n");
        write("src/service/gate.cpp",
              "namespace gsmcfg::service {\nnamespace {\nstruct Draft {};\n}\nstruct Gate::Part {};\nvoid f() { struct Draft { "
              "int a; }; }\n}\n"
              "namespace gsmcfg::sim { class Draft final : public Other {}; }\n");
        write("src/sim/pty_front.cpp", "#include <poll.h>\nint a = ::ppoll(x, 1, &t, nullptr);\n");
        write("tests/sms/property_test.cpp", "#include <rapidcheck.h>\nvoid f() { rc::check(); }\n");
        write("tests/sms/data/worker/notes.md",
              "the way home/wo"
              "rk/ and ./ro"
              "ot/ are no such paths\n");
        write("build/notes.txt", "/wo"s + "rk/ in a build is nobody's business\n");
    }
    void write(const std::string& path, const std::string& text) {
        const auto full = directory_.path() / path;
        std::filesystem::create_directories(full.parent_path());
        std::ofstream(full, std::ios::binary) << text;
    }
    void remove(const std::string& path) { std::filesystem::remove(directory_.path() / path); }
    [[nodiscard]] SourceTree read() const { return read_tree(directory_.path()); }

private:
    TemporaryDirectory directory_;
};

struct Fault {
    std::string name;
    Rule rule{};
    std::string path;
    std::string text;
    std::string found;
};

std::string lines(std::size_t count) {
    std::string result = "// Long.\n#pragma once\n";
    for (std::size_t i = 2; i < count; ++i) result += "int a;\n";
    return result;
}

const std::vector<Fault>& include_faults() {
    static const std::vector<Fault> faults{
        {"undeclared", Rule::includes, "src/service/a.cpp", "#include \"gsmcfg/sms/dcs.hpp\"\n",
         "src/service/a.cpp:1: service does not declare sms"},
        {"angled", Rule::includes, "src/service/a.cpp", "\n#include <gsmcfg/link/byte_link.hpp>\n",
         "src/service/a.cpp:2: service does not declare link"},
        {"in a public header", Rule::includes, "include/gsmcfg/sim/a.hpp",
         "// Made up for this.\n#pragma once\n#include \"gsmcfg/sms/dcs.hpp\"\n",
         "include/gsmcfg/sim/a.hpp:3: sim does not declare sms"},
        {"upwards", Rule::includes, "src/base/a.cpp", "#include \"gsmcfg/store/database.hpp\"\n", "base does not declare store"},
        {"undeclared layer", Rule::includes, "src/gossip/a.cpp", "int a;\n", "no gsmcfg_layer declares gossip"},
        {"foreign private", Rule::private_headers, "src/service/a.cpp", "#include \"store/session.hpp\"\n",
         "src/service/a.cpp:1: src/store/session.hpp is private"},
        {"foreign private by a way round", Rule::private_headers, "src/service/a.cpp", "#include \"../store/session.hpp\"\n",
         "src/store/session.hpp is private"},
        {"foreign private in <>", Rule::private_headers, "src/service/a.cpp", "#include <store/session.hpp>\n",
         "src/store/session.hpp is private"},
        {"public includes private", Rule::private_headers, "include/gsmcfg/store/a.hpp",
         "// Made up for this.\n#pragma once\n#include \"store/session.hpp\"\n", "a public header includes store/session.hpp"},
        {"not there", Rule::private_headers, "src/service/a.cpp", "#include \"session.hpp\"\n", "is not in src/service"},
    };
    return faults;
}

const std::vector<Fault>& call_faults() {
    static const std::vector<Fault> faults{
        {"now", Rule::clock, "src/service/a.cpp", "auto a = std::chrono::system_clock::now();\n", "a.cpp:1: names system_clock"},
        {"alias", Rule::clock, "src/sim/a.cpp", "using Fast = std::chrono::high_resolution_clock;\n", "high_resolution_clock"},
        {"time", Rule::clock, "src/store/a.cpp", "\n\nauto a = ::time(nullptr);\n", "a.cpp:3: calls time"},
        {"std time", Rule::clock, "src/store/a.cpp", "auto a = std::time(nullptr);\n", "calls time"},
        {"clock_gettime", Rule::clock, "src/store/a.cpp", "clock_gettime(CLOCK_REALTIME, &t);\n", "calls clock_gettime"},
        {"gettimeofday", Rule::clock, "src/store/a.cpp", "gettimeofday(&t, nullptr);\n", "calls gettimeofday"},
        {"sleep_for", Rule::clock, "src/store/a.cpp", "std::this_thread::sleep_for(a);\n", "calls sleep_for"},
        {"sleep_until", Rule::clock, "src/store/a.cpp", "std::this_thread::sleep_until(a);\n", "calls sleep_until"},
        {"usleep", Rule::clock, "src/store/a.cpp", "usleep(500);\n", "calls usleep"},
        {"nanosleep", Rule::clock, "src/store/a.cpp", "if (nanosleep(&a, nullptr) == 0) return;\n", "calls nanosleep"},
        {"sleep", Rule::clock, "src/base/stop.cpp", "sleep(1);\n", "calls sleep"},
        {"in a header", Rule::clock, "include/gsmcfg/sms/a.hpp", "// Made up for this.\n#pragma once\nint a = sleep(1);\n",
         "a.hpp:3: calls sleep"},
        {"poll", Rule::waits, "src/service/a.cpp", "int a = poll(&x, 1, 100);\n", "calls poll"},
        {"poll's header", Rule::waits, "src/service/a.cpp", "#include <poll.h>\n", "includes poll.h"},
        {"ppoll", Rule::waits, "src/sim/world.cpp", "int a = ::ppoll(&x, 1, nullptr, nullptr);\n", "calls ppoll"},
        {"select", Rule::waits, "src/service/a.cpp", "select(1, &r, nullptr, nullptr, nullptr);\n", "calls select"},
        {"pselect", Rule::waits, "src/service/a.cpp", "pselect(1, &r, nullptr, nullptr, nullptr, nullptr);\n", "calls pselect"},
        {"epoll", Rule::waits, "src/service/a.cpp", "epoll_wait(a, b, 1, -1);\n", "calls epoll_wait"},
    };
    return faults;
}

const std::vector<Fault>& library_faults() {
    static const std::vector<Fault> faults{
        {"SOCI", Rule::libraries, "src/service/a.cpp", "#include <soci/soci.h>\n", "a.cpp:1: SOCI"},
        {"SOCI named", Rule::libraries, "include/gsmcfg/store/a.hpp",
         "// Made up for this.\n#pragma once\nnamespace soci { class session; }\n", "a.hpp:3: SOCI"},
        {"toml++", Rule::libraries, "src/service/a.cpp", "#include <toml++/toml.h>\n", "toml++"},
        {"toml++ named", Rule::libraries, "src/base/json.cpp", "toml::table a;\n", "json.cpp:1: toml++"},
        {"spdlog", Rule::libraries, "src/service/a.cpp", "#include <spdlog/spdlog.h>\n", "spdlog"},
        {"nlohmann", Rule::libraries, "include/gsmcfg/base/json.hpp",
         "// Made up for this.\n#pragma once\n#include <nlohmann/json_fwd.hpp>\n", "json.hpp:3: nlohmann"},
        {"RE2", Rule::libraries, "include/gsmcfg/base/pattern.hpp",
         "// Made up for this.\n#pragma once\nnamespace re2 { class Prog; }\n", "RE2"},
        {"libudev", Rule::libraries, "src/link/port_info.cpp", "#include <libudev.h>\n", "libudev"},
        {"libserialport", Rule::libraries, "src/modem/a.cpp", "#include <libserialport.h>\n", "libserialport"},
        {"RE2 included", Rule::libraries, "src/meter/a.cpp", "#include <re2/re2.h>\n", "a.cpp:1: RE2"},
        {"RapidCheck", Rule::libraries, "src/sms/a.cpp", "#include <rapidcheck.h>\n", "RapidCheck"},
        {"RapidCheck named", Rule::libraries, "src/sms/a.cpp", "void f() { rc::check(); }\n", "RapidCheck"},
    };
    return faults;
}

const std::vector<Fault>& type_faults() {
    static const std::vector<Fault> faults{
        {"in a source", Rule::types, "src/service/line.cpp", "namespace gsmcfg::service {\nclass Draft : Base {\n};\n}\n",
         "src/service/line.cpp:2: gsmcfg::service::Draft is defined in src/service/draft.hpp too"},
        {"in a namespace in a namespace", Rule::types, "src/service/line.hpp",
         "namespace gsmcfg {\nint f() { return 1; }\nnamespace service {\nstruct Draft {};\n}\n}\n",
         "src/service/line.hpp:4: gsmcfg::service::Draft"},
    };
    return faults;
}

const std::vector<Fault>& text_faults() {
    static const std::vector<Fault> faults{
        {"no comment", Rule::contract, "include/gsmcfg/sms/a.hpp", "#pragma once\n// Too late to say.\n", "sms/a.hpp:1"},
        {"empty comment", Rule::contract, "include/gsmcfg/sms/a.hpp", "//\n#pragma once\n", "sms/a.hpp:1"},
        {"no pragma", Rule::contract, "include/gsmcfg/sms/a.hpp", "// What this one is for.\nint a;\n#pragma once\n",
         "sms/a.hpp:1"},
        {"long source", Rule::length, "src/sms/a.cpp", lines(501), "src/sms/a.cpp: has 501 lines"},
        {"long header", Rule::length, "include/gsmcfg/sms/a.hpp", lines(501), "has 501 lines"},
        {"capital", Rule::names, "src/sms/PduCodec.cpp", "", "src/sms/PduCodec.cpp: is not in snake_case"},
        {"dash", Rule::names, "tests/sms/pdu-test.cpp", "", "is not in snake_case"},
        {"helper", Rule::names, "src/sms/pdu_helper.cpp", "", "'helper' says nothing"},
        {"util", Rule::names, "tests/sms/util.hpp", "", "'util' says nothing"},
        {"utils", Rule::names, "include/gsmcfg/sms/string_utils.hpp", "", "'utils' says nothing"},
        {"manager", Rule::names, "src/sms/manager_of_all.cpp", "", "'manager' says nothing"},
        {"folder", Rule::names, "src/common/a.cpp", "", "src/common: 'common' says nothing"},
        {"a path", Rule::workplace, "notes.md", "see\n/wo"s + "rk/main\n", "notes.md:2: holds"},
        {"another path", Rule::workplace, "src/sms/a.cpp", "auto a = \"/ro"s + "ot/.config\";\n", "src/sms/a.cpp:1: holds"},
        {"in an address", Rule::workplace, ".ci/build.yml", "at file:///wo"s + "rk/x\n", "build.yml:1: holds"},
        {"a note", Rule::workplace, "tests/a.txt", "x/tmp/br"s + "ief", "tests/a.txt:1: holds"},
        {"a job", Rule::workplace, "tests/a.txt", "bash"s + "_jobs", "tests/a.txt:1: holds"},
    };
    return faults;
}

void expect_found(const std::vector<Fault>& faults) {
    for (const auto& fault : faults) {
        MadeUpTree tree;
        tree.write(fault.path, fault.text);
        const auto found = in_words(check(fault.rule, tree.read()));
        EXPECT_NE(found.find(fault.found), std::string::npos) << fault.name << ": found only\n" << found;
        EXPECT_EQ(std::ranges::count(found, '\n'), 1) << fault.name << ": found\n" << found;
    }
}

TEST(RuleProof, NothingIsFoundInACleanTree) {
    const MadeUpTree tree;
    const auto read = tree.read();
    for (const auto rule : all_rules) EXPECT_EQ(in_words(check(rule, read)), "") << static_cast<int>(rule);
}

TEST(RuleProof, Includes) { expect_found(include_faults()); }
TEST(RuleProof, Calls) { expect_found(call_faults()); }
TEST(RuleProof, Libraries) { expect_found(library_faults()); }
TEST(RuleProof, Types) { expect_found(type_faults()); }
TEST(RuleProof, Texts) { expect_found(text_faults()); }

TEST(RuleProof, FiveHundredLinesAreShort) {
    MadeUpTree tree;
    tree.write("src/sms/a.cpp", lines(500));
    EXPECT_EQ(in_words(long_files(tree.read())), "");
}

TEST(RuleProof, Readme) {
    MadeUpTree tree;
    tree.remove("src/sms/README.md");
    tree.write("src/sim/README.md", "# sim\n");
    tree.write("src/channel/CMakeLists.txt", "gsmcfg_layer(channel DEPENDS base)\n");
    EXPECT_EQ(in_words(layers_without_readme(tree.read())),
              "src/channel/README.md: is missing\nsrc/sim/README.md: is missing\nsrc/sms/README.md: is missing\n");
}

TEST(RuleProof, Declared) {
    struct Row {
        std::string name, declared, found;
    };
    const std::vector<Row> rows{
        {"as designed", "base: \nsms: base\nchannel: base sms\nservice: base sms channel meter store config\n", ""},
        {"channel", "channel: base sms store\n", "src/channel/CMakeLists.txt: channel may not use store\n"},
        {"service and modem", "service: base modem\n", "src/service/CMakeLists.txt: service may not use modem\n"},
        {"service and at", "service: base at\n", "src/service/CMakeLists.txt: service may not use at\n"},
        {"service and link", "service: base link\n", "src/service/CMakeLists.txt: service may not use link\n"},
        {"sim", "sim: base sms\n", "src/sim/CMakeLists.txt: sim may not use sms\n"},
        {"base", "base: sms\n", "src/base/CMakeLists.txt: base may not use sms\n"},
        {"unknown", "gossip: base\n", "src/gossip/CMakeLists.txt: the design has no layer gossip\n"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(in_words(declared_beyond_design(parse_layer_table(row.declared), design_table())), row.found) << row.name;
}

}  // namespace
}  // namespace gsmcfg::test
