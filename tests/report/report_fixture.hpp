// A campaign in a store, with meters that ended in several ways.
#pragma once

#include "store/store_fixture.hpp"

#include "gsmcfg/report/report.hpp"
#include "gsmcfg/store/registers.hpp"

#include <regex>

namespace gsmcfg::report {

using namespace std::chrono_literals;

class ReportTest : public store::StoreTest {
protected:
    ReportTest() {
        setenv("TZ", "UTC", 1);
        tzset();
    }
    ~ReportTest() override {
        unsetenv("TZ");
        tzset();
    }

    template <typename Action>
    void change(Action action) {
        store::Transaction transaction(*database);
        action();
        transaction.commit();
    }

    void make(const std::vector<store::NewTarget>& list) {
        store::Campaign fresh;
        fresh.kind = store::CampaignKind::apply;
        fresh.created_at = store::noon;
        fresh.profile_name = "profile.toml";
        fresh.list_name = "meters<b>.csv";
        fresh.dialect_name = "energomera-gs04";
        fresh.dialect_text = dialect.text();
        fresh.settings = R"({"apn":"internet","psw":"geheim42","port":"8000"})";
        fresh.options = R"({"price_out":0.05,"price_in":0.01,"currency":"EUR","attempts":2})";
        fresh.command_line = "gsmcfg apply profile.toml meters.csv";
        fresh.user_name = "olga";
        fresh.host = "north";
        change([&] { id = campaigns.create(fresh); });
        campaigns.add_targets(id, 1, list);
        change([&] {
            campaigns.change_state(id, store::CampaignState::draft, store::CampaignState::ready, "", store::noon);
            campaigns.count(id, {20, 10, 3, 1});
            store::Registers registers(*database);
            registers.sim_seen("999000000000001", "8999000000000000018", store::noon);
            registers.sim_reports("999000000000001");
        });
    }

    // The meter of that line of the list ends so; one message was sent to it and, if given, answered.
    void end(std::int64_t position, store::MeterOutcome outcome, const std::string& detail = "", const std::string& reply = "",
             store::Delivery delivery = store::Delivery::unknown) {
        store::Target target;
        targets.each(id, [&](const store::Target& each) {
            if (each.position == position) target = each;
        });
        auto after = target;
        after.state = store::TargetState::closed;
        after.outcome = outcome;
        after.detail = detail;
        after.imsi = "999000000000001";
        after.started_at = store::noon;
        after.finished_at = store::noon + 10s;
        change([&] {
            targets.update(target, after);
            targets.add_setting(target.id,
                                {"psw", "geheim42", std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt});
            targets.see_setting(target.id, "psw", "geheim43", store::noon, std::nullopt);
            auto message = make_message(id, target);
            message.text = "{credential} PSW geheim42";
            message.sets = {"psw"};
            const auto message_id = messages.add(message);
            store::Attempt attempt;
            attempt.message = message_id;
            attempt.number = 1;
            attempt.phone = target.phone;
            attempt.modem = "north";
            attempt.imsi = "999000000000001";
            attempt.submitting_at = store::noon + 1s;
            attempt.valid_until = store::noon + 5min;
            attempt.id = messages.add_attempt(attempt);
            attempt.submission = store::Submission::accepted;
            attempt.delivery = delivery;
            messages.update(attempt);
            if (reply.empty()) return;
            store::InboundMessage inbound;
            inbound.identity = "reply" + std::to_string(position);
            inbound.received_at = store::noon + 4s;
            inbound.kind = store::InboundKind::reply;
            inbound.text = reply;
            inbound.message = message_id;
            inbox.add(inbound);
        });
    }

    using Writer = void (*)(const Subject&, const ReportOptions&, const Sink&);
    std::string written(Writer write, ReportOptions options = {}, OnlineList* online = nullptr) {
        const auto campaign = campaigns.find(id).value();
        options.now = store::noon + 1h;
        std::string text;
        write({*database, campaign, dialect, online}, options, [&](std::string_view piece) { text += piece; });
        return text;
    }
    // The number that the page gives under that name.
    static std::string shown_figure(const std::string& html, const std::string& name) {
        std::smatch match;
        const std::regex form("data-figure=\"" + name + "\" data-value=\"([^\"]*)\"");
        return std::regex_search(html, match, form) ? match[1].str() : "";
    }

    meter::Dialect dialect = meter::find_embedded(meter::default_dialect).value();
    store::Id id = 0;
};

}  // namespace gsmcfg::report
