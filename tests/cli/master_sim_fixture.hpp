// A SIM in a simulated modem, a database, and a desk that writes down what happens.
#pragma once

#include "cli/master_sim_write.hpp"

#include "gsmcfg/sim/world.hpp"
#include "gsmcfg/store/registers.hpp"
#include "support/sim_link.hpp"
#include "support/temporary_directory.hpp"
#include "support/virtual_clock.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gsmcfg::cli {

using namespace std::chrono_literals;
using End = SimOutcome::End;

inline constexpr const char* profile_text = R"(dialect = "energomera-gs04"
[settings]
apn = "m2m.example"
port = 4059
mode = "client"
)";

// Passes on what is written to it.
class HeardLink final : public link::ByteLink {
public:
    HeardLink(std::unique_ptr<link::ByteLink> inner, std::function<void(std::string_view)> hear)
        : inner_(std::move(inner)), hear_(std::move(hear)) {}
    base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) override {
        return inner_->read_some(buffer, deadline, stop);
    }
    base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override {
        hear_(bytes);
        return inner_->write_all(bytes, deadline);
    }
    base::Clock& clock() override { return inner_->clock(); }
    std::string name() const override { return inner_->name(); }

private:
    std::unique_ptr<link::ByteLink> inner_;
    std::function<void(std::string_view)> hear_;
};

class MasterSimFixture : public testing::Test {
protected:
    void SetUp() override { start({}); }
    void TearDown() override { card.reset(); }

    void start(sim::WorldOptions options) {
        card.reset();
        channel.reset();
        world = std::make_unique<sim::World>(std::move(options), sim::Fleet{}, clock.now());
        channel = std::make_unique<modem::ModemChannel>(
            "modem0",
            [this](base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
                auto opened = test::SimLink::open(*world, clock);
                if (!opened) return base::fail(std::move(opened.error()));
                return std::make_unique<HeardLink>(std::move(*opened), [this](std::string_view bytes) { hear(bytes); });
            },
            clock, modem::ModemOptions{});
        card = std::make_unique<master_sim::Card>(*channel);
    }
    MasterSimDesk desk() {
        MasterSimDesk made{*database, {}, {}, {}, {}, {}, {}, "clerk", "office"};
        made.password = [](const std::string& name) -> Outcome<base::Secret> {
            if (name == "default") return base::Secret("87654321");
            if (name == "other") return base::Secret("11112222");
            return refuse(exit_code::usage, "no such password");
        };
        made.save = [this](const std::string& imsi, std::span<const modem::StoredMessage> messages) -> Outcome<void> {
            EXPECT_FALSE(imsi.empty());
            // Nothing is gone before it is saved.
            if (!messages.empty()) {
                EXPECT_EQ(messages.size(), world->modem(0).stored());
            }
            saved += messages.size();
            return {};
        };
        made.audit = [this]() -> Outcome<void> {
            ++audits;
            return {};
        };
        made.say = [this](const std::string& text) { said += text; };
        return made;
    }
    SimOutcome write(const MasterSimJob& job, base::StopToken stop = {}) { return write_one_sim(*card, job, desk(), stop); }
    MasterSimJob job() {
        return MasterSimJob(
            meter::parse_profile(profile_text, "profile.toml", meter::find_embedded, meter::RuleCheck::for_each_meter)
                .profile.value());
    }
    std::string why(const SimOutcome& outcome) {
        std::string text;
        for (const auto& line : outcome.why) text += line + "\n";
        return text;
    }
    void receive(const std::string& text) {
        clock.advance(10s);
        world->advance(clock.now());
        world->send_to_modem(0, "+99900000055", text);
    }
    void hear(std::string_view bytes) {
        commands.emplace_back(bytes);
        if (on_command) on_command(commands.back());
    }
    // Position of the first command with these words in it; past the end if there is none.
    std::size_t first(std::string_view words) const {
        const auto has = [&](const std::string& one) { return one.find(words) != std::string::npos; };
        return static_cast<std::size_t>(std::ranges::find_if(commands, has) - commands.begin());
    }
    bool has_heard(std::string_view words) const { return first(words) < commands.size(); }
    std::string iccid() { return world->modem(0).iccid(); }

    test::TemporaryDirectory directory;
    std::unique_ptr<store::Database> database = std::move(*store::Database::open(directory.file("store.db")));
    test::VirtualClock clock;
    std::unique_ptr<sim::World> world;
    std::unique_ptr<modem::ModemChannel> channel;
    std::unique_ptr<master_sim::Card> card;
    std::size_t saved = 0;
    std::size_t audits = 0;
    std::string said;
    std::vector<std::string> commands;  // what went to the modem
    std::function<void(const std::string&)> on_command;
};

}  // namespace gsmcfg::cli
