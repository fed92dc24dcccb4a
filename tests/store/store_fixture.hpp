// A database with a campaign to work on: a file in a temporary directory, or what is at a URL.
#pragma once

#include "support/temporary_directory.hpp"

#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/inbox.hpp"
#include "gsmcfg/store/messages.hpp"
#include "gsmcfg/store/targets.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::store {

inline constexpr base::UtcTime noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(12)};

class StoreTest : public ::testing::Test {
protected:
    explicit StoreTest(const std::string& place = "") : url(place.empty() ? directory.file("store.db") : place) {}

    static std::unique_ptr<Database> open(const std::string& path) {
        auto opened = Database::open(path);
        if (!opened) throw std::runtime_error(opened.error().message());
        return std::move(*opened);
    }

    Id make_campaign(int meters, int offset = 0) {
        Campaign fresh;
        fresh.kind = CampaignKind::apply;
        fresh.created_at = noon;
        fresh.settings = R"({"apn":"internet"})";
        fresh.options = "{}";
        Id id = 0;
        {
            Transaction transaction(*database);
            id = campaigns.create(fresh);
            transaction.commit();
        }
        std::vector<NewTarget> fresh_targets;
        for (int i = 1; i <= meters; ++i)
            fresh_targets.push_back({"+9990010" + std::to_string(1000 + i + offset), "", "", "", "", ""});
        campaigns.add_targets(id, 1, fresh_targets);
        Transaction transaction(*database);
        campaigns.change_state(id, CampaignState::draft, CampaignState::ready, "", noon);
        transaction.commit();
        return id;
    }

    // A message of the campaign's first meter, as the worker makes it.
    Message make_message(Id campaign, const Target& target, std::int64_t ordinal = 1) {
        Message message;
        message.campaign = campaign;
        message.target = target.id;
        message.ordinal = ordinal;
        message.phone = target.phone;
        message.imsi = "999000000000001";
        message.kind = "set";
        message.text = "{credential} APN internet";
        message.proof = "value";
        message.sets = {"apn"};
        message.proves = {"apn", "psw", "user"};
        message.due_at = noon;
        return message;
    }

    test::TemporaryDirectory directory;
    const std::string url;
    std::unique_ptr<Database> database = open(url);
    Campaigns campaigns{*database};
    Targets targets{*database};
    Messages messages{*database};
    Inbox inbox{*database};
};

}  // namespace gsmcfg::store
