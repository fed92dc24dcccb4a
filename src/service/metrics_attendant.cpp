#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/log.hpp"
#include "gsmcfg/service/metrics.hpp"
#include "gsmcfg/store/metric_counts.hpp"

#include <fmt/format.h>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

// A large database that is counted for the first time: others write meanwhile, and figures come out all the same.
constexpr std::int64_t rows_at_once = 2000;
constexpr auto gap = 20ms;
constexpr auto longest_reading = 5s;

class MetricsAttendant final : public Attendant {
public:
    MetricsAttendant(MetricsOptions options, base::Clock& clock) : options_(std::move(options)), clock_(clock) {}

    void run(base::StopToken stop) override {
        if (!options_.metrics.file) return;
        while (!stop.requested()) {
            const auto next = clock_.now() + options_.metrics.every;
            note(write_once(stop));
            clock_.wait_until(next, stop);
        }
    }

private:
    base::Result<void> write_once(base::StopToken stop) {
        try {
            if (!database_) {
                auto opened = store::Database::open(options_.database_url);
                if (!opened) return base::fail(opened.error());
                database_ = std::move(*opened);
            }
            read_on(stop);
            return base::write_file(*options_.metrics.file,
                                    metrics_text(metrics_of(*database_, options_.program_version, clock_.utc())));
        } catch (const std::exception& error) {
            database_.reset();
            return base::fail(base::ErrorCode::database, "database", error.what());
        }
    }

    void read_on(base::StopToken stop) {
        store::MetricCounts counts(*database_);
        const auto until = clock_.now() + longest_reading;
        try {
            while (counts.read_on(rows_at_once) && clock_.now() < until && !stop.requested())
                clock_.wait_until(clock_.now() + gap, stop);
        } catch (const store::DatabaseError& error) {
            // A full disk: all the rest is worth being told.
            base::log::debug(fmt::format("metrics: {}", error.what()));
        }
    }

    // Once for each change.
    void note(const base::Result<void>& written) {
        const auto trouble = written ? std::string() : written.error().message();
        if (trouble == trouble_) return;
        if (written) base::log::warning("metrics are written again");
        else base::log::warning(fmt::format("metrics can't be written: {}", trouble));
        trouble_ = trouble;
    }

    MetricsOptions options_;
    base::Clock& clock_;
    std::unique_ptr<store::Database> database_;
    std::string trouble_;
};

}  // namespace

std::unique_ptr<Attendant> make_metrics_attendant(MetricsOptions options, base::Clock& clock) {
    return std::make_unique<MetricsAttendant>(std::move(options), clock);
}

}  // namespace gsmcfg::service
