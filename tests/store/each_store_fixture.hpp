// The same tests on an SQLite file and on a PostgreSQL server.
#pragma once

#include "store_fixture.hpp"
#include "store_sql.hpp"

#include "support/postgresql_cluster.hpp"

#include <string>

namespace gsmcfg::store {

enum class StoreKind { sqlite, postgresql };

inline std::string name_of(const ::testing::TestParamInfo<StoreKind>& kind) {
    return kind.param == StoreKind::sqlite ? "sqlite" : "postgresql";
}

// One database of a PostgreSQL server for one test; none for SQLite, or where there is no server.
class StorePlace {
public:
    explicit StorePlace(StoreKind kind) {
        if (kind == StoreKind::sqlite) return;
        missing_ = test::PostgresqlCluster::missing();
        if (missing_.empty()) url_ = test::PostgresqlCluster::shared().new_database(original());
    }
    ~StorePlace() {
        if (!url_.empty()) test::PostgresqlCluster::shared().drop_database(url_);
    }
    StorePlace(const StorePlace&) = delete;
    StorePlace& operator=(const StorePlace&) = delete;

    [[nodiscard]] const std::string& address() const { return url_; }
    [[nodiscard]] const std::string& missing() const { return missing_; }

private:
    // With the schema in it: a copy is made sooner than a schema.
    static std::string original() {
        static const std::string name = [] {
            auto& cluster = test::PostgresqlCluster::shared();
            sql_value(cluster.url("postgres"), "CREATE DATABASE original TEMPLATE template0");
            auto opened = Database::open(cluster.url("original"));
            if (!opened) throw std::runtime_error(opened.error().message());
            return std::string("original");
        }();
        return name;
    }

    std::string url_;
    std::string missing_;
};

// `Fixture` is a StoreTest.
template <typename Fixture>
class OnEachStore : private StorePlace, public Fixture, public ::testing::WithParamInterface<StoreKind> {
protected:
    OnEachStore() : StorePlace(GetParam()), Fixture(address()) {}

    void SetUp() override {
        if (!missing().empty()) GTEST_SKIP() << missing();
    }
    [[nodiscard]] static bool on_postgresql() { return GetParam() == StoreKind::postgresql; }

private:
    using ::testing::WithParamInterface<StoreKind>::GetParam;
};
using EachStoreTest = OnEachStore<StoreTest>;

}  // namespace gsmcfg::store

#define ON_EACH_STORE(suite) \
    INSTANTIATE_TEST_SUITE_P(Store, suite, ::testing::Values(StoreKind::sqlite, StoreKind::postgresql), name_of)
#define ON_POSTGRESQL(suite) INSTANTIATE_TEST_SUITE_P(Store, suite, ::testing::Values(StoreKind::postgresql), name_of)
