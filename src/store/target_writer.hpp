// Many new meters of a campaign at once.
#pragma once

#include "query.hpp"

#include "gsmcfg/store/campaigns.hpp"

#include <optional>
#include <span>

namespace gsmcfg::store {

// SQLite is fast with one prepared INSERT a meter, PostgreSQL with a COPY of all.
class TargetWriter {
public:
    TargetWriter(Database& database, Id campaign);

    // `first`: position of the first one. Wants an open Transaction. Throws DatabaseError.
    void write(std::int64_t first, std::span<const NewTarget> targets);

private:
    void insert(std::int64_t position, const NewTarget& target);
    void copy(std::int64_t first, std::span<const NewTarget> targets);

    Database& database_;
    Id campaign_;
    std::optional<Query<Row<>, Args<std::int64_t, std::int64_t, std::string, std::string, std::string, std::string, std::string,
                                    std::string, std::int64_t, std::string>>>
        insert_;
};

}  // namespace gsmcfg::store
