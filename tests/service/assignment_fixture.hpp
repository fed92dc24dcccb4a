// Received messages, and an operator who says what they answer.
#pragma once

#include "worker_fixture.hpp"

#include "gsmcfg/service/inbound_assignment.hpp"
#include "gsmcfg/store/audit.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

class AssignmentTest : public WorkerTest {
protected:
    // A campaign that asks this meter for its access point and expects `apn`.
    store::Id ask(const std::string& phone, const std::string& apn = "internet") {
        wanted = {{"apn", apn}};
        options.attempts = 1;
        return create(draft(store::CampaignKind::status, {phone}));
    }
    store::Id ask_in_vain(const std::string& phone) {
        const auto campaign = ask(phone);
        run(campaign);
        EXPECT_EQ(outcome(campaign, phone), "no_reply");
        return campaign;
    }
    std::vector<store::InboundMessage> waiting() {
        std::vector<store::InboundMessage> found;
        store->inbox.newest({.unmatched = true}, [&](const store::InboundMessage& message) {
            found.push_back(message);
            return true;
        });
        return found;
    }
    store::Id receive(const std::string& text, store::InboundKind kind = store::InboundKind::unsolicited,
                      const std::string& from = "+99955500001") {
        store::InboundMessage message;
        message.identity = text + std::to_string(++received_);
        message.received_at = clock.utc();
        message.originator = message.phone = from;
        message.scts = message.received_at;
        message.text = text;
        message.kind = kind;
        store::Transaction transaction(*database);
        const auto id = store->inbox.add(message);
        transaction.commit();
        return id;
    }
    store::Id receive_apn(const std::string& apn = "internet") {
        return receive("GS04\r\n011700001\r\nAPN: " + apn + "\r\n-\r\n-");
    }
    tl::expected<Assignment, AssignmentRefusal> assign(AssignmentRequest request, store::Database* connection = nullptr) {
        request.by = "anna";
        store::AuditEntry audit;
        audit.at = clock.utc();
        audit.action = "assign";
        return InboundAssignment(connection == nullptr ? *database : *connection, credentials)
            .assign(request, audit, clock.utc());
    }
    std::optional<AssignmentRefusal::Reason> refused(const AssignmentRequest& request) {
        const auto done = assign(request);
        return done ? std::nullopt : std::optional(done.error().reason);
    }
    store::Message first_message(store::Id campaign, const std::string& phone) { return messages(campaign, phone).front(); }
    // Everything that an assignment may change.
    std::string state_of(store::Id campaign, const std::string& phone) {
        std::string text = outcome(campaign, phone) + " " + std::to_string(row(campaign).sms_received);
        for (const auto& message : messages(campaign, phone))
            text += " " + std::string(store::name(message.outcome)) + message.detail;
        for (const auto& setting : store->targets.settings(target(campaign, phone).id)) text += " " + setting.seen.value_or("-");
        for (const auto& message : waiting()) text += " " + std::to_string(message.id);
        store::newest_audit(*database, {}, [&](const store::AuditEntry& entry) {
            text += " " + entry.action;
            return true;
        });
        return text;
    }
    const std::string meter = phone_of(1);
    const std::string stranger = "+99955500001";  // the number that the simulated meter answers from

private:
    int received_ = 0;
};

}  // namespace gsmcfg::service
