// A database with a past, and a way to tamper with it.
#pragma once

#include "store_fixture.hpp"
#include "store_sql.hpp"

#include "gsmcfg/store/registers.hpp"

#include <fmt/format.h>

namespace gsmcfg::store {

class UpkeepTest : public StoreTest {
protected:
    using StoreTest::StoreTest;

    // Runs it on a connection of its own; the first column of the first row.
    std::int64_t sql(const std::string& text) { return sql_value(url, text); }
    std::int64_t rows(const std::string& table, const std::string& condition = "1 = 1") {
        return sql("SELECT COUNT(*) FROM " + table + " WHERE " + condition);
    }

    // So many meters, each with a message that was sent and answered; ended at that time.
    Id ended_campaign(int meters, base::UtcTime at, int offset = 0) {
        const auto campaign = make_campaign(meters, offset);
        Transaction transaction(*database);
        targets.each(campaign, [&](const Target& target) { answered_message(campaign, target, at); });
        transaction.commit();
        sql(
            fmt::format("UPDATE target SET state = 'closed', outcome = 'confirmed' WHERE campaign_id = {0};"
                        "UPDATE campaign_tally SET outcome = 'confirmed' WHERE campaign_id = {0};"
                        "UPDATE campaign SET state = 'finished', finished_at = {1} WHERE id = {0}",
                        campaign, to_millis(at)));
        return campaign;
    }
    void answered_message(Id campaign, const Target& target, base::UtcTime at) {
        auto message = make_message(campaign, target);
        message.submission = Submission::accepted;
        message.outcome = Outcome::confirmed;
        message.attempts = 1;
        message.due_at.reset();
        message.id = messages.add(message);
        Attempt attempt;
        attempt.message = message.id;
        attempt.number = 1;
        attempt.phone = target.phone;
        attempt.submission = Submission::accepted;
        attempt.submitting_at = attempt.valid_until = at;
        attempt.answered = true;
        (void)messages.add_attempt(attempt);
        targets.add_setting(target.id, {"apn", "internet", std::nullopt, std::nullopt, std::nullopt});
        InboundMessage reply;
        reply.identity = fmt::format("reply {}", message.id);
        reply.received_at = at;
        reply.phone = reply.originator = target.phone;
        reply.text = "APN internet";
        reply.kind = InboundKind::reply;
        reply.message = message.id;
        reply.campaign = campaign;
        const auto inbound = inbox.add(reply);
        registers.meter_heard(target.phone, "0042", "GS04", at);
        registers.meter_setting(target.phone, {"apn", "internet", at, false}, inbound);
    }
    Id received(const std::string& identity, base::UtcTime at, InboundKind kind, bool aside = false) {
        InboundMessage message;
        message.identity = identity;
        message.received_at = at;
        message.phone = message.originator = "+99900100777";
        message.kind = kind;
        message.set_aside = aside;
        Transaction transaction(*database);
        message.id = inbox.add(message);
        inbox.file(message);
        transaction.commit();
        return message.id;
    }

    Registers registers{*database};
};

}  // namespace gsmcfg::store
