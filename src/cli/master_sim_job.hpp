// What gsmcfg master-sim write is asked to do, from the command line and its files.
#pragma once

#include "invocation.hpp"
#include "master_sim_lists.hpp"

#include "gsmcfg/master_sim/content.hpp"
#include "gsmcfg/master_sim/writer.hpp"
#include "gsmcfg/meter/profile.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::cli {

struct MasterSimJob {
    explicit MasterSimJob(meter::Profile given) : profile(std::move(given)) {}

    meter::Profile profile;
    std::vector<std::string> without;
    std::optional<sms::Address> sender;
    std::optional<sms::Timestamp> time;
    master_sim::RecordStatus status = master_sim::RecordStatus::unread;
    bool status_given = false;
    std::optional<master_sim::Way> only;
    std::optional<base::PhoneNumber> own_number;
    bool replace = false;  // other messages are deleted
    bool keep = false;     // they stay
    bool force = false;    // a SIM that runs campaigns too
    bool disable_pin = false;
    std::map<std::string, base::Secret> pins;   // by ICCID
    std::optional<std::vector<SimEntry>> sims;  // no others are written
    base::NumberingPlan numbers;
    double sms_price = 0;  // of one; 0: not known
    std::string currency;

    // Null: not in the list. Some modems leave the check digit of an ICCID out.
    [[nodiscard]] const SimEntry* find(std::string_view iccid) const;
    [[nodiscard]] const base::Secret* pin_of(std::string_view iccid) const;
};

// Failure: exit 2 with every fault of a file.
[[nodiscard]] Outcome<MasterSimJob> load_master_sim_job(Invocation& invocation, const std::string& profile_path);

// What that SIM, or every one where there is no list, shall carry; password, sender, time and SMSC are to be added.
[[nodiscard]] master_sim::ContentRequest content_request(const MasterSimJob& job, const SimEntry* entry);
// "0.40 RUB", or "money" where no price is known.
[[nodiscard]] std::string sms_cost(const MasterSimJob& job, std::size_t messages);
// How many records the SIM gets that gets most. Failure: exit 2 with every SIM that can't get its settings.
[[nodiscard]] Outcome<std::size_t> most_records(const MasterSimJob& job, const service::Credentials& known);
// What is asked before a stack: with the SMS that it sends, and what they cost.
[[nodiscard]] std::string stack_question(const MasterSimJob& job, std::size_t most_records);
}  // namespace gsmcfg::cli
