// A database with hooks that watch it.
#pragma once

#include "service/event_watch.hpp"
#include "store/store_fixture.hpp"
#include "support/virtual_clock.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/store/meters.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/registers.hpp"

#include <sys/stat.h>

namespace gsmcfg::service {

using config::HookEvent;
using store::noon;
using namespace std::chrono_literals;

// Time passes when somebody waits; a stop is requested as soon as `done` says so, or after too many waits.
class PatientClock final : public base::Clock {
public:
    explicit PatientClock(std::function<bool()> done) : done_(std::move(done)) {}

    [[nodiscard]] base::MonoTime now() const override { return virtual_.now(); }
    [[nodiscard]] base::UtcTime utc() const override { return noon + virtual_.elapsed(); }
    void wait_until(base::MonoTime deadline, base::StopToken stop) override {
        virtual_.wait_until(deadline, stop);
        real_.wait_until(real_.now() + 1ms, stop);  // for programs that run meanwhile
        if (++waits_ > 60'000 || done_()) stop_.request();
    }
    [[nodiscard]] base::StopToken token() const { return base::StopToken(stop_); }

private:
    test::VirtualClock virtual_;
    base::SystemClock real_;
    std::function<bool()> done_;
    int waits_ = 0;
    base::StopSource stop_;
};

class HookTest : public store::StoreTest {
protected:
    static config::Hook hook(const std::string& name, std::vector<HookEvent> events) {
        config::Hook made;
        made.name = name;
        made.events = std::move(events);
        made.program = {"/bin/true"};
        return made;
    }
    // An executable shell script in the test's folder.
    std::string script(const std::string& name, const std::string& lines) {
        const auto path = directory.file(name);
        const auto written = base::write_file(path, "#!/bin/sh\n" + lines + "\n", 0700);
        EXPECT_TRUE(written);
        return path;
    }
    template <typename Action>
    void commit(Action&& action) {
        store::Transaction transaction(*database);
        action();
        transaction.commit();
    }
    store::Id receive(const std::string& text, const std::string& phone = "+99900100001",
                      store::InboundKind kind = store::InboundKind::unsolicited) {
        store::InboundMessage message;
        message.identity = std::to_string(++received_);
        message.received_at = noon + std::chrono::seconds(received_);
        message.modem = "a";
        message.originator = message.phone = phone;
        if (!phone.starts_with('+')) message.phone.clear();
        message.text = text;
        message.kind = kind;
        commit([&] { message.id = inbox.add(message); });
        return message.id;
    }
    void modem(const std::string& name, store::ModemState state, base::UtcTime at = noon, const std::string& reason = "") {
        store::ModemRecord record;
        record.name = record.device = name;
        record.state = state;
        record.reason = reason;
        record.owner = owner.id();
        record.updated_at = at;
        commit([&] { registers.save_modem(record); });
    }
    // The payloads that wait for a hook, oldest first, as JSON; they are taken off the queue.
    std::vector<base::Json> take(const std::string& name) {
        std::vector<base::Json> payloads;
        while (const auto due = queue.next_due(name, noon + 1000h, noon + 2000h)) {
            payloads.push_back(base::Json::parse(due->payload).value());
            commit([&] { queue.delivered(due->id); });
        }
        return payloads;
    }

    store::Owner owner{*database, noon};
    store::Registers registers{*database};
    store::HookQueue queue{*database};
    Credentials credentials;
    int received_ = 0;
};

}  // namespace gsmcfg::service
