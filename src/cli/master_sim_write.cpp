#include "master_sim_write.hpp"

#include "master_sim_sorting.hpp"
#include "recap.hpp"
#include "storage_access.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/master_sim/manifest.hpp"
#include "gsmcfg/master_sim/verification.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using Records = std::vector<master_sim::CardRecord>;

// What does not matter to a module, but must stand there.
const sms::Address default_sender{sms::TypeOfNumber::alphanumeric, 0, "gsmcfg"};

class SimWrite {
public:
    SimWrite(master_sim::Card& card, const MasterSimJob& job, const MasterSimDesk& desk, base::StopToken stop)
        : card_(card), job_(job), desk_(desk), stop_(stop), dialect_(job.profile.dialect()) {}

    SimOutcome run() {
        auto done = work();
        const auto closed = card_.close();
        if (!closed) desk_.say(fmt::format("note: {}\n", base::escape_control(closed.error().message())));
        if (done) return std::move(outcome_);
        outcome_.exit = done.error().exit;
        outcome_.end = outcome_.exit == exit_code::interrupted ? SimOutcome::End::interrupted : SimOutcome::End::failed;
        outcome_.why = std::move(done.error().lines);
        return std::move(outcome_);
    }

private:
    Outcome<void> work() {
        if (auto ready = open(); !ready) return ready;
        if (auto composed = compose(); !composed) return composed;
        auto found = card_.contents(stop_);
        if (!found) return refuse_modem(found.error());
        before_ = std::move(*found);
        manifest_ = store::MasterSims(desk_.database).find(card_.iccid());
        if (is_written_already()) return {};
        sorted_ = sort_records(job_, manifest_, content_, before_);
        if (auto room = check_room(job_, card_.iccid(), before_, sorted_, content_.records.size()); !room) return room;
        if (auto agreed = ask(); !agreed) return agreed;
        if (auto same = check_same(); !same) return same;
        if (auto saved = desk_.save(card_.details().imsi, stored(before_.used)); !saved) return saved;
        if (auto noted = audit(); !noted) return noted;
        if (desk_.writing) desk_.writing(true);
        auto written = write();
        if (desk_.writing) desk_.writing(false);
        return written;
    }

    Outcome<void> open() {
        auto look = card_.look(stop_);
        if (!look) return refuse_modem(look.error());
        outcome_.iccid = look->iccid;
        if (!look->iccid.empty())
            if (auto permitted = check_permitted(look->iccid, ""); !permitted) return permitted;
        const auto permit = [&] { return ask_about_pin(look->iccid); };
        if (auto unlocked = open_lock(card_, *look, job_, desk_.database, permit, stop_); !unlocked) return unlocked;
        if (auto opened = card_.open(stop_); !opened) return refuse_modem(opened.error());
        outcome_.iccid = card_.iccid();
        if (card_.iccid().empty())
            return refuse(exit_code::modem, "the modem does not tell the SIM's ICCID: take another modem for Master SIMs");
        if (auto permitted = check_permitted(card_.iccid(), card_.details().imsi); !permitted) return permitted;
        return check_own_number();
    }

    Outcome<void> check_permitted(const std::string& iccid, const std::string& imsi) {
        if (!job_.force && store::MasterSims(desk_.database).runs_campaigns(iccid, imsi))
            return refuse(exit_code::usage, campaign_sim_text(iccid, "writes"));
        if (!job_.sims) return {};
        entry_ = job_.find(iccid);
        if (entry_ == nullptr) return refuse(exit_code::usage, fmt::format("SIM {} is not in the list of --sims", iccid));
        return {};
    }

    // Whoever has that number would get the settings, with the password.
    Outcome<void> check_own_number() const {
        const auto number = own_number();
        if (!number) return {};
        const auto told = base::parse_phone_number(card_.details().number, job_.numbers);
        if (told && *told != *number)
            return refuse(exit_code::usage,
                          fmt::format("SIM {} says that its number is {}, not {}: the SMS, with the password in "
                                      "them, would go to somebody else",
                                      card_.iccid(), told->e164(), number->e164()));
        if (job_.own_number && entry_ != nullptr && entry_->phone != number->e164())
            return refuse(exit_code::usage, fmt::format("SIM {} has the number {} in the list of --sims, and --own-number is {}",
                                                        card_.iccid(), entry_->phone, number->e164()));
        return {};
    }

    Outcome<void> ask_about_pin(const std::string& iccid) {
        if (desk_.agree) {
            const auto agreed = desk_.agree(
                fmt::format("The PIN of SIM {} is on. Enter the one that --pins has for it, once, and switch it off?", iccid));
            if (!agreed) return refuse(agreed.error());
            if (!*agreed) return refuse(exit_code::usage, "no PIN was entered, and nothing was written");
        }
        return audit();
    }

    Outcome<void> audit() {
        if (audited_) return {};
        audited_ = true;
        return desk_.audit();
    }

    // While a question is open a clerk has time to swap SIMs.
    Outcome<void> check_same() {
        const auto same = card_.still_here(stop_);
        if (same) return {};
        auto failure = refuse_modem(same.error());
        failure.value().lines.emplace_back("nothing was written");
        return failure;
    }

    sms::Address sender() const {
        if (job_.sender) return *job_.sender;
        const auto& number = entry_ != nullptr ? entry_->phone
                             : job_.own_number ? job_.own_number->e164()
                                               : card_.details().number;
        for (const auto& candidate : {number, card_.details().smsc})
            if (const auto phone = base::PhoneNumber::from_e164(candidate)) return sms::Address::of(*phone);
        return default_sender;
    }

    Outcome<void> compose() {
        auto request = content_request(job_, entry_);
        auto password = desk_.password(request.credential_name);
        if (!password) return refuse(password.error());
        request.credential = std::move(*password);
        request.sender = sender();
        request.time = job_.time ? *job_.time : now();
        if (const auto smsc = base::PhoneNumber::from_e164(card_.details().smsc)) request.smsc = sms::Address::of(*smsc);
        auto content = master_sim::compose_content(dialect_, request);
        if (!content) return refuse(exit_code::usage, content.error().message());
        content_ = std::move(*content);
        credential_ = request.credential_name;
        return {};
    }

    sms::Timestamp now() const {
        return {std::chrono::floor<std::chrono::seconds>(card_.clock().utc()), std::chrono::minutes(0)};
    }

    // The same settings with the same password's name, and still right.
    bool is_written_already() {
        if (job_.force || !manifest_ || !manifest_->complete || manifest_->content_hash != content_.hash) return false;
        const bool ignore_others = !job_.replace && (job_.keep || manifest_->kept);
        const auto findings =
            master_sim::verify_content(dialect_, content_, before_, {card_.raw(), job_.status_given, ignore_others});
        if (!master_sim::all_right(findings)) {
            desk_.say(fmt::format("SIM {} was written as no. {}, but is no longer right: it is written again\n", card_.iccid(),
                                  manifest_->number));
            return false;
        }
        outcome_.end = SimOutcome::End::already;
        outcome_.manifest = manifest_;
        return true;
    }

    std::string plan() const {
        auto text = fmt::format("SIM {}: {}, {} used{}\n", card_.iccid(), counted(before_.places, "place"), before_.used.size(),
                                entry_ != nullptr ? fmt::format("; {} {}", entry_->phone, entry_->label) : "");
        // In a stack the texts would hide what a clerk must see.
        if (desk_.agree)
            for (const auto& record : content_.records) text += fmt::format("  {}\n", base::escape_control(record.shown));
        text += fmt::format("by {}, status {}, from {}\n", ways_in_order(), name(job_.status),
                            base::escape_control(sender().display()));
        if (!sorted_.doomed.empty())
            text +=
                fmt::format("deleted before: {}, after they are in the database\n", counted(sorted_.doomed.size(), "message"));
        return text;
    }

    std::string ways_in_order() const {
        const auto messages = content_.records.size();
        const auto paid = fmt::format("self-send ({} SMS, which cost {})", messages, sms_cost(job_, messages));
        if (job_.only == master_sim::Way::self_send) return paid;
        if (job_.only) return std::string(name(*job_.only));
        return own_number() ? "cmgw, else crsm, else " + paid : "cmgw, else crsm";
    }

    std::vector<modem::StoredMessage> stored(const Records& records) const {
        std::vector<modem::StoredMessage> messages;
        for (const auto& record : records) messages.push_back(master_sim::to_stored_message(record));
        return messages;
    }

    Outcome<void> ask() {
        if (desk_.event) {
            auto texts = base::Json::array();
            for (const auto& record : content_.records) texts.push(record.shown);
            desk_.event(base::Json::object()
                            .set("event", "plan")
                            .set("iccid", card_.iccid())
                            .set("places", before_.places)
                            .set("used", before_.used.size())
                            .set("deleted_before", sorted_.doomed.size())
                            .set("texts", std::move(texts)));
        } else {
            desk_.say(plan());
        }
        if (!desk_.agree) return {};
        const auto agreed =
            desk_.agree(fmt::format("Write {} on SIM {}?", counted(content_.records.size(), "record"), card_.iccid()));
        if (!agreed) return refuse(agreed.error());
        if (*agreed) return {};
        return refuse(exit_code::usage, "nothing was written");
    }

    std::optional<base::PhoneNumber> own_number() const {
        if (job_.own_number) return job_.own_number;
        if (entry_ == nullptr || job_.only != master_sim::Way::self_send) return std::nullopt;
        const auto number = base::PhoneNumber::from_e164(entry_->phone);
        return number ? std::optional(*number) : std::nullopt;
    }

    Outcome<void> write() {
        auto radio = card_.switch_radio_off(stop_);
        if (!radio) return refuse_modem(radio.error());
        std::size_t erased = 0;
        if (auto gone = master_sim::erase_records(card_, sorted_.doomed, erased, stop_); !gone) {
            auto failure = refuse_modem(gone.error());
            if (erased > 0) failure.value().lines.push_back(deleted_before_text(erased));
            forget_if(erased);
            return failure;
        }
        forget_if(erased);
        auto left = card_.contents(stop_);
        if (!left) {
            auto failure = refuse_modem(left.error());
            if (erased > 0) failure.value().lines.push_back(deleted_before_text(erased));
            return failure;
        }
        auto report = master_sim::write_content(card_, content_, *left, write_options(), stop_);
        report.deleted_before += erased;
        if (!radio->empty() && std::ranges::find(report.warnings, *radio) == report.warnings.end())
            report.warnings.push_back(*radio);
        if (report.error) return failed(report);
        // A SIM that was swapped in at the last moment must not get this one's manifest.
        if (const auto same = card_.still_here({}); !same && same.error().code == base::ErrorCode::conflict) {
            auto failure = refuse_modem(same.error());
            failure.value().lines.push_back(fmt::format(
                "SIM {} has its records, but was not checked to the end: put it in, and write it again", card_.iccid()));
            return failure;
        }
        return keep(report);
    }

    master_sim::WriteOptions write_options() {
        master_sim::WriteOptions options;
        options.only = job_.only;
        options.own_number = own_number();
        if (desk_.agree) options.may_send = [this](std::size_t messages) { return may_send(messages); };
        options.save = [this](const Records& records) -> base::Result<void> {
            if (const auto saved = desk_.save(card_.details().imsi, stored(records)); !saved)
                return base::fail(base::ErrorCode::database, "database",
                                  saved.error().lines.empty() ? "it could not be saved" : saved.error().lines.front());
            return {};
        };
        return options;
    }

    bool may_send(std::size_t messages) const {
        const auto agreed = desk_.agree(fmt::format("{}end {} SMS to {}, the SIM itself? They cost {}.",
                                                    job_.only == master_sim::Way::self_send ? "S" : "No other way works: s",
                                                    messages, own_number()->e164(), sms_cost(job_, messages)));
        return agreed && *agreed;
    }

    void forget_if(std::size_t erased) {
        if (erased == 0 || !manifest_) return;
        store::Transaction transaction(desk_.database);
        store::MasterSims(desk_.database).erased(card_.iccid(), card_.clock().utc());
        transaction.commit();
    }

    void note(const std::string& text) const {
        if (desk_.note) desk_.note(text);
        else desk_.say(fmt::format("note: {}\n", text));
    }

    Outcome<void> failed(const master_sim::WriteReport& report) const {
        Failure failure{report.error->code == base::ErrorCode::stopped ? exit_code::interrupted : exit_code::modem, {}};
        failure.lines.push_back(failure.exit == exit_code::interrupted ? "interrupted"
                                                                       : base::escape_control(report.error->message()));
        for (const auto& way : report.failed)
            failure.lines.push_back(fmt::format("{}: {}", name(way.way), base::escape_control(way.why_not)));
        for (const auto& warning : report.warnings) note(warning);
        if (report.deleted_before > 0) failure.lines.push_back(deleted_before_text(report.deleted_before));
        if (report.clean()) {
            failure.lines.emplace_back("nothing of it is on the SIM");
            return refuse(std::move(failure));
        }
        for (std::size_t i = 0; i < report.records.size(); ++i) {
            const auto& record = report.records[i];
            failure.lines.push_back(fmt::format("record {} ({}): {}{}{}", i + 1, record.settings, name(record.fate),
                                                record.note.empty() ? "" : ": ", base::escape_control(record.note)));
        }
        failure.lines.emplace_back("don't put this SIM into a meter: write it again, or clear it with gsmcfg master-sim erase");
        return refuse(std::move(failure));
    }

    Outcome<void> keep(const master_sim::WriteReport& report) {
        auto sim = master_sim::make_manifest(dialect_, card_, content_, report, card_.clock().utc());
        sim.profile_name = job_.profile.source();
        sim.profile_hash = job_.profile.hash();
        sim.credential = credential_;
        sim.kept = sorted_.others > 0 && !job_.replace;
        sim.modem = card_.channel().name();
        sim.user_name = desk_.user;
        sim.host = desk_.host;
        if (entry_ != nullptr) {
            sim.phone = entry_->phone;
            sim.serial = entry_->serial;
            sim.label = entry_->label;
        } else if (job_.own_number) {
            sim.phone = job_.own_number->e164();
        }
        store::Transaction transaction(desk_.database);
        store::MasterSims sims(desk_.database);
        sim.number = sims.add(sim);
        if (!sim.phone.empty()) sims.meter_has_sim(sim.phone, sim.iccid, sim.serial, sim.label);
        transaction.commit();
        for (const auto& way : report.failed)
            note(fmt::format("{} did not work: {}", name(way.way), base::escape_control(way.why_not)));
        for (const auto& warning : report.warnings) note(base::escape_control(warning));
        outcome_.end = SimOutcome::End::written;
        outcome_.manifest = std::move(sim);
        return {};
    }

    master_sim::Card& card_;
    const MasterSimJob& job_;
    const MasterSimDesk& desk_;
    base::StopToken stop_;
    const meter::Dialect& dialect_;
    const SimEntry* entry_ = nullptr;
    master_sim::Content content_;
    std::string credential_;
    master_sim::CardContents before_;
    std::optional<store::MasterSim> manifest_;
    SortedRecords sorted_;
    bool audited_ = false;
    SimOutcome outcome_;
};

}  // namespace

std::string deleted_before_text(std::size_t messages) {
    const bool one = messages == 1;
    return fmt::format("{} that {} on it {} deleted before; {} in the database", counted(messages, "message"),
                       one ? "was" : "were", one ? "was" : "were", one ? "it is" : "they are");
}

std::string campaign_sim_text(const std::string& iccid, std::string_view force_does) {
    return fmt::format("SIM {} has sent campaigns: it is most likely in the modem by mistake; --force {} it nevertheless", iccid,
                       force_does);
}

SimOutcome write_one_sim(master_sim::Card& card, const MasterSimJob& job, const MasterSimDesk& desk, base::StopToken stop) {
    return SimWrite(card, job, desk, stop).run();
}

}  // namespace gsmcfg::cli
