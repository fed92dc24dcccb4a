#include "master_sim_erase.hpp"

#include "recap.hpp"
#include "storage_access.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/master_sim/verification.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

using Records = std::vector<master_sim::CardRecord>;

class SimErase {
public:
    SimErase(master_sim::Card& card, const meter::Dialect& dialect, const EraseOptions& options, const MasterSimDesk& desk,
             base::StopToken stop)
        : card_(card), dialect_(dialect), options_(options), desk_(desk), stop_(stop) {}

    Outcome<std::size_t> run() {
        if (!options_.force && store::MasterSims(desk_.database).runs_campaigns(card_.iccid(), card_.details().imsi))
            return refuse(exit_code::usage, campaign_sim_text(card_.iccid(), "erases"));
        if (auto chosen = choose(); !chosen) return refuse(chosen.error());
        if (doomed_.empty()) return std::size_t{0};
        if (auto agreed = ask(); !agreed) return refuse(agreed.error());
        if (auto noted = desk_.audit(); !noted) return refuse(noted.error());
        if (options_.all)
            if (auto quiet = silence(); !quiet) return refuse(quiet.error());
        if (auto saved = save(); !saved) return refuse(saved.error());
        return erase();
    }

private:
    Outcome<void> choose() {
        auto found = card_.contents(stop_);
        if (!found) return refuse_modem(found.error());
        on_it_ = found->used.size();
        doomed_.clear();
        for (auto& record : found->used)
            if (options_.all || master_sim::is_settings_record(dialect_, record.octets)) doomed_.push_back(std::move(record));
        return {};
    }

    Outcome<void> ask() const {
        if (desk_.agree) {
            const auto agreed = desk_.agree(
                fmt::format("Delete {} of {} from SIM {}?", doomed_.size(), counted(on_it_, "message"), card_.iccid()));
            if (!agreed) return refuse(agreed.error());
            if (!*agreed) return refuse(exit_code::usage, "nothing was deleted");
        }
        // While the question was open a clerk had time to swap SIMs.
        const auto same = card_.still_here(stop_);
        if (same) return {};
        auto failure = refuse_modem(same.error());
        failure.value().lines.emplace_back("nothing was deleted");
        return failure;
    }

    // Nothing arrives any more between the listing and the deletion.
    Outcome<void> silence() {
        const auto radio = card_.switch_radio_off(stop_);
        if (!radio) return refuse_modem(radio.error());
        if (!radio->empty()) desk_.say(fmt::format("note: {}\n", base::escape_control(*radio)));
        return choose();
    }

    Outcome<void> save() const {
        std::vector<modem::StoredMessage> messages;
        for (const auto& record : doomed_) messages.push_back(master_sim::to_stored_message(record));
        return desk_.save(card_.details().imsi, messages);
    }

    Outcome<std::size_t> erase() {
        std::size_t erased = 0;
        const auto gone = master_sim::erase_records(card_, doomed_, erased, stop_);
        if (erased > 0) {
            store::Transaction transaction(desk_.database);
            store::MasterSims(desk_.database).erased(card_.iccid(), card_.clock().utc());
            transaction.commit();
        }
        if (gone) return erased;
        auto failure = refuse_modem(gone.error());
        failure.value().lines.push_back(fmt::format("{} of {} {} deleted before this", erased, counted(doomed_.size(), "message"),
                                                    erased == 1 ? "was" : "were"));
        return failure;
    }

    master_sim::Card& card_;
    const meter::Dialect& dialect_;
    const EraseOptions options_;
    const MasterSimDesk& desk_;
    base::StopToken stop_;
    Records doomed_;
    std::size_t on_it_ = 0;
};

}  // namespace

Outcome<std::size_t> erase_one_sim(master_sim::Card& card, const meter::Dialect& dialect, const EraseOptions& options,
                                   const MasterSimDesk& desk, base::StopToken stop) {
    return SimErase(card, dialect, options, desk, stop).run();
}

}  // namespace gsmcfg::cli
