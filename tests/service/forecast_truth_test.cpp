// The forecast of a plan against the simulated world in virtual time.
#include "worker_fixture.hpp"

#include "gsmcfg/meter/forecast.hpp"
#include "gsmcfg/store/rates.hpp"

#include <cstdlib>
#include <ctime>
#include <iostream>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t modems = 8;
constexpr int measured_meters = 80;
constexpr int messages_of_a_meter = 8;

// GSMCFG_FORECAST_METERS=100000 is the proof; this many are enough to see that it holds.
int planned_meters() {
    const char* const wanted = std::getenv("GSMCFG_FORECAST_METERS");
    return wanted != nullptr ? std::atoi(wanted) : 800;
}

class ForecastTruth : public WorkerTest {
protected:
    // Meters of the fleet, from one number to another.
    std::vector<std::string> phones(int first, int count) {
        std::vector<std::string> numbers;
        for (int i = first; i < first + count; ++i) numbers.push_back(phone_of(i));
        return numbers;
    }
    void make_fleet(int meters) {
        world_options.modems = modems;
        keep_log = meters <= 10'000;
        std::string fleet;
        for (const auto& phone : phones(1, meters)) fleet += meter_line(phone);
        make_world(fleet);
    }
    std::chrono::duration<double> simulated(const std::vector<std::string>& meters) {
        const auto campaign = apply(meters);
        const auto begin = clock.elapsed();
        EXPECT_TRUE(run_all(campaign).finished);
        EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], static_cast<std::int64_t>(meters.size()));
        EXPECT_EQ(row(campaign).sms_sent, static_cast<std::int64_t>(meters.size()) * messages_of_a_meter);
        return clock.elapsed() - begin;
    }
    meter::ForecastInput measured_input(std::int64_t meters) {
        const auto rates = store::RateHistory(*database).measure(clock.utc());
        EXPECT_GE(rates.sms_samples, 20);
        EXPECT_GE(rates.reply_samples, 20);
        EXPECT_GE(rates.restart_samples, 20);
        meter::ForecastInput input;
        input.meters = meters;
        input.sms = meters * messages_of_a_meter;
        input.meter_messages = messages_of_a_meter;
        input.modems = modems;
        input.seconds_per_sms = rates.seconds_per_sms;
        input.seconds_per_reply = rates.seconds_per_reply;
        input.seconds_per_restart = rates.seconds_per_restart;
        input.start = clock.utc();
        return input;
    }
};

TEST_F(ForecastTruth, EightModemsTakeAsLongAsPredicted) {
    const int meters = planned_meters();
    make_fleet(measured_meters + meters);
    (void)simulated(phones(1, measured_meters));
    const auto input = measured_input(meters);
    const auto predicted = std::chrono::duration<double>(meter::forecast(input).end.value() - input.start);
    log.clear();
    const auto processor_before = std::clock();
    const auto took = simulated(phones(1 + measured_meters, meters));
    const auto processor = static_cast<double>(std::clock() - processor_before) / CLOCKS_PER_SEC;
    std::cerr << "truth: " << meters << " meters: " << predicted.count() << " s predicted, " << took.count() << " s simulated in "
              << processor << " s of processor time\n";
    EXPECT_NEAR(predicted.count() / took.count(), 1.0, 0.02);
}

}  // namespace
}  // namespace gsmcfg::service
