// Everything into another database, of the same or of another kind.
#include "each_store_fixture.hpp"
#include "filled_store.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/store/dump.hpp"
#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/storage_trouble.hpp"
#include "gsmcfg/store/transfer.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace gsmcfg::store {
namespace {

struct Direction {
    StoreKind from;
    StoreKind to;
};
constexpr auto all_directions = {
    Direction{StoreKind::sqlite, StoreKind::postgresql}, Direction{StoreKind::postgresql, StoreKind::sqlite},
    Direction{StoreKind::sqlite, StoreKind::sqlite}, Direction{StoreKind::postgresql, StoreKind::postgresql}};

std::string name_of_direction(const ::testing::TestParamInfo<Direction>& direction) {
    const auto name = [](StoreKind kind) { return kind == StoreKind::sqlite ? "sqlite" : "postgresql"; };
    return fmt::format("{}_to_{}", name(direction.param.from), name(direction.param.to));
}

using Place = StorePlace;
using Dump = std::map<std::string, std::vector<std::string>>;

std::string line_of(const Record& record) {
    std::string line;
    for (std::size_t at = 0; at < record.cells.size(); ++at) {
        line += record.columns[at] + "=";
        if (const auto* number = std::get_if<std::int64_t>(&record.cells[at])) line += std::to_string(*number);
        else if (const auto* text = std::get_if<std::string>(&record.cells[at])) line += "'" + *text + "'";
        else line += "NULL";
        line += "|";
    }
    return line;
}

// The tables that have records.
Dump dump(Database& database) {
    Dump dump;
    for (const auto table : dumped_tables()) {
        each_record(database, table, [&](const Record& record) {
            dump[std::string(table)].push_back(line_of(record));
            return true;
        });
        if (dump.contains(std::string(table))) std::ranges::sort(dump[std::string(table)]);
    }
    return dump;
}

class TransferTest : private StorePlace, public StoreTest, public ::testing::WithParamInterface<Direction> {
protected:
    TransferTest() : StorePlace(GetParam().from), StoreTest(address()) {}
    void SetUp() override {
        for (const auto& place : {missing(), to_place_.missing()})
            if (!place.empty()) GTEST_SKIP() << place;
    }
    [[nodiscard]] static bool from_sqlite() { return GetParam().from == StoreKind::sqlite; }
    [[nodiscard]] static bool to_sqlite() { return GetParam().to == StoreKind::sqlite; }

    // A process of another machine that died.
    void dead_owner(Id id) {
        sql_value(url, fmt::format("INSERT INTO owner (id, host, boot_id, pid, lock_file, started_at) VALUES ({}, 'there', "
                                   "'another boot', 1, '/nowhere/lock', 0)",
                                   id));
    }
    base::Result<Transfer> move(base::StopToken stop = {}, const std::function<void(const TransferProgress&)>& progress = {}) {
        return transfer(*database, *to, stop, progress);
    }
    void expect_refused(base::ErrorCode code, const std::string& words) {
        const auto before = dump(*to);
        const auto refused = move();
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, code) << refused.error().message();
        EXPECT_NE(refused.error().message().find(words), std::string::npos) << refused.error().message();
        EXPECT_EQ(dump(*to), before);
    }
    // A target that is written is another one than was copied, or is not there.
    void spoil_target(const std::string& label_or_nothing) {
        if (to_sqlite()) {
            const auto what = label_or_nothing.empty()
                                  ? std::string("DELETE FROM target WHERE id = NEW.id")
                                  : fmt::format("UPDATE target SET label = '{}' WHERE id = NEW.id", label_or_nothing);
            sql_value(to_url, "CREATE TRIGGER spoil AFTER INSERT ON target WHEN NEW.position = 7 BEGIN " + what + "; END");
            return;
        }
        const auto what = label_or_nothing.empty() ? std::string("RETURN NULL")
                                                   : fmt::format("NEW.label := '{}'; RETURN NEW", label_or_nothing);
        sql_value(to_url,
                  "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.position = 7 THEN " + what +
                      "; END IF; RETURN NEW; END $$; CREATE TRIGGER spoil BEFORE INSERT ON target FOR EACH ROW EXECUTE FUNCTION "
                      "spoil()");
    }

private:
    StorePlace to_place_{GetParam().to};

protected:
    const std::string to_url = to_place_.address().empty() ? directory.file("to.db") : to_place_.address();
    std::unique_ptr<Database> to = open(to_url);
};

TEST_P(TransferTest, EverythingGoesThereAndBack) {
    for (const std::uint64_t seed : {1U, 2U}) {
        SCOPED_TRACE(seed);
        const Place first_place(GetParam().from);
        const Place second_place(GetParam().to);
        const Place third_place(GetParam().from);
        const auto made = [&](const Place& place, const std::string& name) {
            return place.address().empty() ? directory.file(fmt::format("{}-{}.db", name, seed)) : place.address();
        };
        const auto first = open(made(first_place, "first"));
        FilledStore(first->url(), seed).fill();
        auto expected = dump(*first);
        for (const auto table : dumped_tables())
            EXPECT_TRUE(expected.contains(std::string(table))) << table << ": a new table belongs into FilledStore";
        expected.erase("service");
        expected.erase("campaign_service");
        expected.erase("commit_mark");
        expected.erase("loan");

        const auto second = open(made(second_place, "second"));
        const auto there = transfer(*first, *second, {});
        ASSERT_TRUE(there) << there.error().message();
        EXPECT_EQ(dump(*second), expected);
        const auto third = open(made(third_place, "third"));
        const auto back = transfer(*second, *third, {});
        ASSERT_TRUE(back) << back.error().message();
        EXPECT_EQ(dump(*third), expected);

        std::int64_t rows = 0;
        for (const auto& [table, count] : there->tables) {
            EXPECT_EQ(count, static_cast<std::int64_t>(expected[std::string(table)].size())) << table;
            rows += count;
        }
        EXPECT_EQ(there->rows, rows);
        EXPECT_EQ(there->tables.size(), dumped_tables().size() - 4) << "what belongs to processes stays";
    }
}

TEST_P(TransferTest, ManyRecordsGoInPages) {
    const auto campaign = make_campaign(25'000);
    std::map<TransferProgress::Step, std::int64_t> reached;
    const auto done = move({}, [&](const TransferProgress& progress) {
        reached[progress.step] = progress.done;
        if (progress.step != TransferProgress::Step::reading) {
            EXPECT_EQ(progress.all, 25'002);
        }
    });
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_EQ(done->rows, 25'002);
    EXPECT_EQ(reached.size(), 3U);
    for (const auto& [step, rows] : reached) EXPECT_GT(rows, 20'000);
    EXPECT_EQ(Campaigns(*to).find(campaign)->meters, 25'000);
    EXPECT_TRUE(inspect(*to, Depth::full).flaws.empty());
}

TEST_P(TransferTest, IdsGoOnAfterTheHighestThatWasEverGiven) {
    make_campaign(3);
    sql_value(url, "DELETE FROM target WHERE id = 3");
    sql_value(url,
              "INSERT INTO audit (id, at, action, user_name, sudo_user, host, command_line, program_version) VALUES (70, 0, "
              "'', '', '', '', '', '')");
    const auto next = [](const std::string& at, const std::string& table, const std::string& columns, const std::string& values) {
        return sql_value(at, fmt::format("INSERT INTO {} ({}) VALUES ({}) RETURNING id", table, columns, values));
    };
    ASSERT_EQ(next(url, "outage", "modem, began_at, cause", "'m', 0, ''"), 1);
    sql_value(url, "DELETE FROM outage");
    ASSERT_TRUE(move());
    EXPECT_EQ(next(to_url, "target", "campaign_id, position, phone, state, outcome", "1, 9, '+9990', 'waiting', 'pending'"), 4);
    EXPECT_EQ(next(to_url, "audit", "at, action, user_name, sudo_user, host, command_line, program_version",
                   "0, '', '', '', '', '', ''"),
              71);
    EXPECT_EQ(next(to_url, "outage", "modem, began_at, cause", "'m', 0, ''"), 2) << "of a table that is empty";
    EXPECT_EQ(next(to_url, "inbound_part", "identity, received_at, modem, imsi, originator, reference, total, part, tpdu",
                   "'', 0, '', '', '', 0, 0, 0, ''"),
              1);
}

TEST_P(TransferTest, IdsThatTheNewDatabaseHasGivenAreNotGivenAgain) {
    for (int i = 0; i < 5; ++i)
        sql_value(to_url, "INSERT INTO outage (modem, began_at, cause) VALUES ('m', 0, ''); DELETE FROM outage");
    ASSERT_TRUE(move());
    EXPECT_EQ(sql_value(to_url, "INSERT INTO outage (modem, began_at, cause) VALUES ('m', 0, '') RETURNING id"), 6);
}

TEST_P(TransferTest, WhatADeadProcessWasSendingIsFoundByTheFirstRunAtTheNewPlace) {
    const auto campaign = make_campaign(1);
    dead_owner(5);
    auto message = make_message(campaign, targets.next_waiting(campaign, noon).value());
    {
        Transaction transaction(*database);
        message.id = messages.add(message);
        transaction.commit();
    }
    sql_value(url, "UPDATE message SET submission = 'submitting', owner_id = 5");
    ASSERT_TRUE(move());
    EXPECT_EQ(Owner::dead(*to), std::vector<Id>{5});
    EXPECT_EQ(sql_value(to_url, "SELECT COUNT(*) FROM owner WHERE lock_file = '' AND host = 'there'"), 1)
        << "no file of the old place is removed at the burial";
    Transaction transaction(*to);
    const auto left = Messages(*to).left_by(5);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left.front().id, message.id);
    Owner::bury(*to, 5, noon);
    transaction.commit();
}

TEST_P(TransferTest, AServiceAndLoansOfTheOldPlaceAreNotAtWorkAtTheNewOne) {
    dead_owner(5);
    sql_value(url,
              "INSERT INTO service (owner_id, modems, credentials, allow_prefixes, tells) VALUES (5, '[]', '[]', '[]', 0); "
              "INSERT INTO loan (modem, owner_id, command, asked_at) VALUES ('m', 5, '', 0)");
    ASSERT_TRUE(move());
    EXPECT_EQ(sql_value(to_url, "SELECT (SELECT COUNT(*) FROM service) + (SELECT COUNT(*) FROM loan)"), 0);
}

TEST_P(TransferTest, NobodyMayBeAtWork) {
    make_campaign(2);
    {
        const Owner owner(*database, noon);
        expect_refused(base::ErrorCode::conflict, fmt::format("process {} on ", getpid()));
        EXPECT_EQ(can_be_moved(*database).error().code, base::ErrorCode::conflict);
        Transaction transaction(*database);
        Owner::bury(*database, owner.id(), noon);
        transaction.commit();
    }
    EXPECT_TRUE(move());
}

TEST_P(TransferTest, OnlyAnEmptyDatabaseIsFilled) {
    make_campaign(2);
    sql_value(to_url,
              "INSERT INTO watch_mark (name, value) VALUES ('one', 1); INSERT INTO sim (imsi, first_seen, last_seen) VALUES "
              "('1', 0, 0)");
    expect_refused(base::ErrorCode::invalid_argument, "is not empty (it has records in sim, watch_mark)");
}

TEST_P(TransferTest, NotIntoItself) {
    make_campaign(2);
    const auto again = open(url);
    const auto refused = transfer(*database, *again, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::invalid_argument);
    EXPECT_NE(refused.error().detail.find("is the database itself"), std::string::npos);
    std::string other_name = url;
    if (from_sqlite()) {
        other_name = directory.file("link.db");
        std::filesystem::create_symlink(url, other_name);
    } else other_name += "%2F";  // of the socket's folder
    const auto renamed = open_as_is(other_name).value();
    ASSERT_NE(renamed->shown(), database->shown());
    const auto also = transfer(*database, *renamed, {});
    ASSERT_FALSE(also);
    EXPECT_EQ(also.error().code, base::ErrorCode::invalid_argument);
    EXPECT_NE(also.error().detail.find("is the database itself"), std::string::npos) << also.error().detail;
}

TEST_P(TransferTest, BothHaveTheNewestSchema) {
    const auto step_back = fmt::format("DELETE FROM schema_version WHERE version = {}", newest_schema());
    const auto step_on = fmt::format("INSERT INTO schema_version (version) VALUES ({})", newest_schema() + 1);
    sql_value(to_url, step_back);
    expect_refused(base::ErrorCode::not_ready, to->shown() + ": was written by an older gsmcfg");
    EXPECT_EQ(open_destination(to_url).error().code, base::ErrorCode::not_ready);
    EXPECT_EQ(schema_version(*to), newest_schema() - 1) << "it was left as it is";
    sql_value(to_url, step_on);
    expect_refused(base::ErrorCode::newer_schema, to->shown() + ": was written by a newer gsmcfg");
    sql_value(url, step_back);
    expect_refused(base::ErrorCode::not_ready, database->shown() + ": was written by an older gsmcfg");
}

TEST_P(TransferTest, AfterAStopTheNewDatabaseIsAsEmptyAsBefore) {
    make_campaign(3000);
    for (const auto step : {TransferProgress::Step::reading, TransferProgress::Step::writing, TransferProgress::Step::checking}) {
        base::StopSource stop;
        const auto stopped = move(base::StopToken(stop), [&](const TransferProgress& progress) {
            if (progress.step == step && progress.done > 1500) stop.request();
        });
        ASSERT_FALSE(stopped);
        EXPECT_EQ(stopped.error().code, base::ErrorCode::stopped);
        EXPECT_TRUE(dump(*to).empty());
    }
    EXPECT_EQ(sql_value(to_url, "INSERT INTO outage (modem, began_at, cause) VALUES ('m', 0, '') RETURNING id"), 1);
    sql_value(to_url, "DELETE FROM outage");
    EXPECT_TRUE(move()) << "and it can be filled after all";
}

TEST_P(TransferTest, ARecordThatIsNotWhatWasCopiedIsNoticed) {
    make_campaign(20);
    spoil_target("another");
    expect_refused(base::ErrorCode::database, to->shown() + ": target: what is there is not what was copied");
}

TEST_P(TransferTest, ARecordThatIsNotThereIsNoticed) {
    make_campaign(20);
    spoil_target("");
    expect_refused(base::ErrorCode::database, to->shown() + ": target: 20 records were copied, and 19 are there");
}

TEST_P(TransferTest, AReferenceToNothingNamesItsTable) {
    if (!from_sqlite()) return;  // PostgreSQL lets nothing break one
    make_campaign(2);
    sql_value(url, "DELETE FROM campaign");
    expect_refused(base::ErrorCode::database, to->shown() + ": campaign_tally: ");
}

TEST_P(TransferTest, TextThatPostgresqlCantHoldIsFoundBeforeAnythingIsWritten) {
    if (!from_sqlite()) return;
    FilledStore(url, 1).fill();
    bool written = false;
    const auto refused_for = [&](const std::string& change, const std::string& words) {
        sql_value(url, change);
        const auto moved = move(
            {}, [&](const TransferProgress& progress) { written = written || progress.step != TransferProgress::Step::reading; });
        if (to_sqlite()) return;
        ASSERT_FALSE(moved);
        EXPECT_EQ(moved.error().code, base::ErrorCode::malformed);
        EXPECT_EQ(moved.error().message(), database->shown() + ": " + words + ", which PostgreSQL can't hold");
        EXPECT_FALSE(written);
        EXPECT_TRUE(dump(*to).empty());
    };
    refused_for("UPDATE meter SET label = CAST(x'410042' AS TEXT) WHERE phone = '+99900000006'",
                "meter, record with phone +99900000006: label holds a NUL");
    refused_for("UPDATE inbound SET text = CAST(x'41ff42' AS TEXT) WHERE id = 9", "inbound, record with id 9: text is no UTF-8");
    if (!to_sqlite()) return;
    auto expected = dump(*database);
    const auto copied = dump(*to);
    EXPECT_NE(expected["inbound"], copied.at("inbound")) << "changed after the first move";
    EXPECT_EQ(expected["meter"], copied.at("meter")) << "a file of SQLite holds it";
}

TEST_P(TransferTest, NobodyWritesToTheOldDatabaseMeanwhile) {
    make_campaign(3000);
    const auto write =
        std::string(from_sqlite() ? "" : "SET lock_timeout = 20; ") + "INSERT INTO watch_mark (name, value) VALUES ('late', 1)";
    int refused = 0;
    const auto done = move({}, [&](const TransferProgress&) {
        try {
            sql_value(url, write);
        } catch (const std::runtime_error&) {
            ++refused;
        }
    });
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_GT(refused, 5);
    EXPECT_EQ(sql_value(url, "SELECT COUNT(*) FROM watch_mark"), 0);
    EXPECT_EQ(dump(*database), dump(*to));
    sql_value(url, write);
}

TEST_P(TransferTest, TheOldFileIsUntouched) {
    if (!from_sqlite()) return;
    make_campaign(2000);
    const auto before = base::sha256(base::read_file(url).value());
    ASSERT_TRUE(transfer(*open_as_is(url).value(), *to, {}));
    EXPECT_EQ(base::sha256(base::read_file(url).value()), before);
}

INSTANTIATE_TEST_SUITE_P(Direction, TransferTest, ::testing::ValuesIn(all_directions), name_of_direction);

TEST(OpenDestination, MakesWhatIsNotThereAndLeavesOthersAlone) {
    const test::TemporaryDirectory directory;
    const auto fresh = open_destination("sqlite:" + directory.file("fresh.db"));
    ASSERT_TRUE(fresh);
    EXPECT_EQ(schema_version(**fresh), newest_schema());
    ASSERT_TRUE(base::write_file(directory.file("text.db"), std::string(5000, 'x')));
    EXPECT_EQ(open_destination(directory.file("text.db")).error().code, base::ErrorCode::database);
    EXPECT_EQ(base::read_file(directory.file("text.db")).value(), std::string(5000, 'x'));
}

}  // namespace
}  // namespace gsmcfg::store
