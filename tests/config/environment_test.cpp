#include "gsmcfg/config/environment.hpp"

#include "gsmcfg/base/file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace gsmcfg::config {
namespace {

TEST(Environment, FindsTheFirstFileThatIsThere) {
    std::string name = (std::filesystem::temp_directory_path() / "gsmcfg-env-XXXXXX").string();
    const std::filesystem::path folder = mkdtemp(name.data());
    Environment environment;
    environment.config_home = folder / "config";
    environment.system_config = folder / "etc" / "gsmcfg.toml";
    EXPECT_EQ(environment.find(std::nullopt), std::nullopt);
    std::filesystem::create_directories(folder / "etc");
    ASSERT_TRUE(base::write_file(environment.system_config, ""));
    EXPECT_EQ(environment.find(std::nullopt), environment.system_config);
    std::filesystem::create_directories(folder / "config" / "gsmcfg");
    ASSERT_TRUE(base::write_file(environment.user_config(), ""));
    EXPECT_EQ(environment.find(std::nullopt), environment.user_config());
    EXPECT_EQ(environment.find(folder / "none"), folder / "none") << "a named file is taken even if it is not there";
    std::filesystem::remove_all(folder);
}

// Changes the process's environment, and puts it back.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* old = std::getenv(name)) old_ = old;
        set(value);
    }
    ~Variable() { set(old_ ? old_->c_str() : nullptr); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    void set(const char* value) {
        if (value != nullptr) setenv(name_, value, 1);
        else unsetenv(name_);
    }
    const char* name_;
    std::optional<std::string> old_;
};

TEST(Environment, FollowsXdg) {
    const Variable home("HOME", "/home/somebody");
    {
        const Variable config("XDG_CONFIG_HOME", nullptr);
        const Variable data("XDG_DATA_HOME", "relative");
        const auto environment = Environment::current();
        EXPECT_EQ(environment.user_config(), "/home/somebody/.config/gsmcfg/gsmcfg.toml");
        EXPECT_EQ(environment.user_database(), "/home/somebody/.local/share/gsmcfg/gsmcfg.db") << "relative folders are ignored";
    }
    const Variable config("XDG_CONFIG_HOME", "/c");
    const Variable data("XDG_DATA_HOME", "/d");
    EXPECT_EQ(Environment::current().user_config(), "/c/gsmcfg/gsmcfg.toml");
    EXPECT_EQ(Environment::current().user_database(), "/d/gsmcfg/gsmcfg.db");
}

}  // namespace
}  // namespace gsmcfg::config
