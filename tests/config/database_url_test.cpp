#include "gsmcfg/config/database_url.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::config {
namespace {

using Backend = DatabaseUrl::Backend;

TEST(DatabaseUrl, IsReadAndShown) {
    struct Case {
        const char* text;
        Backend backend;
        const char* location;
        const char* shown;
    };
    const Case cases[] = {
        {"sqlite:/var/lib/a.db", Backend::sqlite, "/var/lib/a.db", "sqlite:/var/lib/a.db"},
        {"SQLite:a.db", Backend::sqlite, "a.db", "sqlite:a.db"},
        {"/var/lib/a b.db", Backend::sqlite, "/var/lib/a b.db", "sqlite:/var/lib/a b.db"},
        {"./x:y.db", Backend::sqlite, "./x:y.db", "sqlite:./x:y.db"},
        {"postgresql://me@host/db", Backend::postgresql, "postgresql://me@host/db", "postgresql://me@host/db"},
        {"postgresql://me:s3cret@host:5432/db", Backend::postgresql, "postgresql://me:s3cret@host:5432/db",
         "postgresql://me:***@host:5432/db"},
        {"postgres://host/db?user=me&password=s3cret&x=1", Backend::postgresql, "postgres://host/db?user=me&password=s3cret&x=1",
         "postgres://host/db?user=me&password=***&x=1"},
        {"postgresql://host:5432/db", Backend::postgresql, "postgresql://host:5432/db", "postgresql://host:5432/db"},
        {"postgresql://me:p@w@host/db", Backend::postgresql, "postgresql://me:p@w@host/db", "postgresql://me:***@host/db"},
    };
    for (const auto& c : cases) {
        const auto url = DatabaseUrl::parse(c.text);
        ASSERT_TRUE(url) << c.text;
        EXPECT_EQ(url->backend, c.backend) << c.text;
        EXPECT_EQ(url->location, c.location) << c.text;
        EXPECT_EQ(url->shown(), c.shown) << c.text;
        EXPECT_EQ(url->has_password(), std::string_view(c.shown).find("***") != std::string_view::npos) << c.text;
    }
}

TEST(DatabaseUrl, RefusesOthersWithoutRepeatingThem) {
    for (const char* text :
         {"", "sqlite:", "mysql://me:s3cret@host/db", "postgresql:", "postgres:me:s3cret@host/db", "postgresql:/db"}) {
        const auto url = DatabaseUrl::parse(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().message().find("s3cret"), std::string::npos);
    }
}

}  // namespace
}  // namespace gsmcfg::config
