// The machine loses its power in the middle of campaigns, in virtual time: what was not synced is gone, and what was is enough.
#include "power_cut_disk.hpp"
#include "service/worker_fixture.hpp"
#include "support/amount.hpp"
#include "support/send_accounts.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/store/inspection.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <random>
#include <set>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

// Thrown through everything that talks to the modem: nobody is there any more. No std::exception, for nobody is to catch it.
struct PowerGone {};

struct OnPowerCutDisk {
    test::PowerCutDisk disk;
};

// A world, a database and one campaign.
class Machine : private OnPowerCutDisk, public WorkerTest {
public:
    struct Losses {
        int cuts = 0;
        std::int64_t sectors = 0;
    };

    Losses lives_through(std::uint64_t seed) {
        random_.seed(seed);
        world_options.seed = seed;
        world_options.send_latency = 1s;
        world_options.reply_delay = 2s;
        world_options.storage = 20;
        run_options.reopen_limit = 24h;
        options.attempts = 20;
        const auto phones = make_fleet(3);
        const auto campaign = apply(phones);
        Losses losses;
        for (int left = pick(1, 4); left > 0 && loses_power_in(campaign); --left) {
            ++losses.cuts;
            start_again();
            losses.sectors += disk.lost_sectors();
        }
        on_link_call = nullptr;
        disk.cut_before(0, nullptr);
        EXPECT_EQ(run(campaign).end, LineReport::End::finished);
        clock.advance(30min);
        world->advance(clock.now());
        expect_everything_right(campaign, phones);
        return losses;
    }

    // A campaign that a daily cap stretches to three weeks; every day the power goes in the middle of the work.
    int lives_three_weeks_under(std::int64_t cap) {
        run_options.sim_counter = directory.file("sims.db");
        run_options.zone = "UTC";
        options.limits.daily_cap = cap;
        options.attempts = 20;
        const auto phones = make_fleet(static_cast<int>(23 * cap / messages_a_meter));
        const auto campaign = apply(phones);
        int cuts = 0;
        for (bool finished = false; !finished; clock.advance(24h - clock.elapsed() % 24h), world->advance(clock.now())) {
            if (clock.elapsed() > 24h * 40) {
                ADD_FAILURE() << "it does not end";
                break;
            }
            if (loses_power_in(campaign, static_cast<int>(cap) * operations_a_message)) {
                ++cuts;
                start_again();
            }
            on_link_call = nullptr;
            disk.cut_before(0, nullptr);
            finished = run(campaign).end == LineReport::End::finished;
        }
        expect_everything_right(campaign, phones);
        const auto utc = base::TimeZone::find("UTC").value();
        std::map<std::string, std::int64_t> sent;
        for (const auto& event : truth("submitted"))
            ++sent[utc.day(world_options.start_utc + std::chrono::milliseconds(event.at("t_ms").integer().value()))];
        for (const auto& [day, count] : sent) EXPECT_LE(count, cap) << day;
        EXPECT_GE(sent.size(), 21U);
        return cuts;
    }

private:
    static constexpr std::int64_t messages_a_meter = 8;
    static constexpr int operations_a_message = 50;

    void TestBody() override {}
    int pick(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }

    // False if the campaign came to its end first.
    bool loses_power_in(store::Id campaign, int operations = 1200) {
        const auto at_the_cut = [this] {
            if (stop != nullptr) stop->request();
            remember_locks();
        };
        // Before an operation of the disk, or while it is idle and the modem is talked to.
        int calls_left = 0;
        if (pick(0, 2) == 0) calls_left = pick(30, 250);
        else disk.cut_before(pick(1, operations), at_the_cut);
        on_link_call = [this, calls_left]() mutable {
            if (calls_left > 0 && --calls_left == 0) {
                remember_locks();
                disk.cut();
            }
            if (disk.is_cut()) throw PowerGone{};
        };
        try {
            (void)run(campaign);
        } catch (const PowerGone&) {
        } catch (const std::exception& error) {
            EXPECT_TRUE(disk.is_cut()) << error.what();
        }
        return disk.is_cut();
    }

    // The locks of a process that is gone lie there and are free. Here its owner goes in order, which takes them away; and the
    // process is this one, which is alive.
    void remember_locks() {
        for (const auto& file : std::filesystem::directory_iterator(directory.path()))
            if (file.path().filename().string().find(".owner-") != std::string::npos) locks_.insert(file.path().string());
    }

    void start_again() {
        on_link_call = nullptr;
        store.reset();
        database.reset();
        disk.restore(random_());
        for (const auto& lock : locks_) EXPECT_TRUE(base::write_file(lock, "", 0600));
        if (pick(0, 1) == 1) world->modem(0).power_cycle(clock.now());
        clock.advance(std::chrono::seconds(pick(1, 600)));
        world->advance(clock.now());
        auto opened = store::Database::open(directory.file("gsmcfg.db"));
        if (!opened) throw std::runtime_error(opened.error().message());
        database = std::move(*opened);
        store = std::make_unique<store::Repositories>(*database);
    }

    void expect_everything_right(store::Id campaign, const std::vector<std::string>& phones) {
        for (const auto& phone : phones) {
            EXPECT_EQ(applied(phone), profile) << phone;
            EXPECT_EQ(outcome(campaign, phone), "confirmed") << phone;
        }
        const auto accounts = test::accounts_of(*store, {campaign}, truth("submitted"), password);
        EXPECT_TRUE(accounts.unmarked().empty()) << fmt::format("{}", fmt::join(accounts.unmarked(), "\n"));
        EXPECT_TRUE(accounts.never_sent().empty()) << fmt::format("{}", fmt::join(accounts.never_sent(), "\n"));
        const auto lost = test::lost_inbound(*store, truth("deleted"));
        EXPECT_TRUE(lost.empty()) << fmt::format("{}", fmt::join(lost, "\n"));
        EXPECT_FALSE(truth("deleted").empty());
        const auto inspection = store::inspect(*database, store::Depth::full);
        EXPECT_FALSE(inspection.damaged()) << inspection.flaws.front().text;
    }

    std::mt19937_64 random_;
    std::set<std::string> locks_;
    const std::map<std::string, std::string> profile{
        {"mode", "6"},    {"apn", "m2m.example"}, {"user", "meter"}, {"psw", "hush"}, {"dns", "collect.example"},
        {"port", "4059"}, {"timeout", "600"},     {"reset", "12"}};
};

TEST(PowerCut, EveryMeterIsRightNothingIsLostAndDuplicatesAreMarked) {
    const int runs = test::amount("GSMCFG_POWER_CUTS", 10);
    int cuts = 0;
    std::int64_t sectors = 0;
    for (int seed = 1; seed <= runs; ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        const auto losses = Machine().lives_through(static_cast<std::uint64_t>(seed));
        cuts += losses.cuts;
        sectors += losses.sectors;
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(cuts, runs) << "the power went more than once a run";
    EXPECT_GT(sectors, 100) << "and took something with it";
    fmt::print(stderr, "truth: {} cuts of the power, {} sectors lost\n", cuts, sectors);
}

TEST(PowerCut, ThreeWeeksUnderACapAndEveryDayThePowerGoes) {
    EXPECT_GE(Machine().lives_three_weeks_under(test::amount("GSMCFG_DAILY_CAP", 12)), 10) << "the power went nearly every day";
}

}  // namespace
}  // namespace gsmcfg::service
