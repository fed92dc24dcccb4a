// What the database knows that a plan can use, and the forecast that comes of it.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/meter/forecast.hpp"
#include "gsmcfg/meter/plan.hpp"
#include "gsmcfg/service/campaign_options.hpp"
#include "gsmcfg/store/rates.hpp"

#include <functional>
#include <optional>

namespace gsmcfg::cli {

struct Outlook {
    store::Rates rates;  // as measured; used where there are enough samples
    bool sms_measured = false;
    bool reply_measured = false;
    bool restart_measured = false;
    meter::ForecastInput input;  // if everything differs
    meter::Forecast forecast;
    std::optional<meter::Forecast> least;  // if all that is read first is right already
};

// The database if it is there already: a plan makes none. Nothing if it can't be read; with --verbose it says so.
[[nodiscard]] store::Database* existing_database(Invocation& invocation);
// Reads the register for each meter. The database must outlive it.
[[nodiscard]] std::function<meter::KnownMeter(const base::PhoneNumber&)> register_reader(store::Database& database);
// `modems`: how many there are, or shall be. Failure: exit 2.
[[nodiscard]] Outcome<Outlook> outlook_of(Invocation& invocation, const meter::Plan& plan,
                                          const service::CampaignOptions& options, std::size_t modems);

}  // namespace gsmcfg::cli
