// A ModemChannel over a scripted modem.
#pragma once

#include "gsmcfg/modem/modem_channel.hpp"
#include "support/scripted_link.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gsmcfg::modem {

using namespace std::chrono_literals;
inline const std::string ok = "\r\nOK\r\n";

class ModemFixture : public testing::Test {
protected:
    test::Script script = test::Script::warm_modem();
    test::VirtualClock clock;
    ModemOptions options;
    test::ScriptedLink* link = nullptr;  // the open one
    int opened = 0;
    std::unique_ptr<ModemChannel> modem;

    ModemChannel& make() {
        modem = std::make_unique<ModemChannel>(
            "modem0",
            [this](base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
                auto made = std::make_unique<test::ScriptedLink>(script, clock);
                link = made.get();
                ++opened;
                return made;
            },
            clock, options);
        return *modem;
    }

    // Opens and forgets what was written on the way.
    ModemChannel& ready() {
        auto identity = make().open({});
        EXPECT_TRUE(identity) << (identity ? "" : identity.error().message());
        script.log.clear();
        return *modem;
    }

    std::vector<channel::Event> collect(std::chrono::milliseconds time = 0ms) {
        auto events = modem->receive(clock.now() + time, {});
        EXPECT_TRUE(events) << (events ? "" : events.error().message());
        return events ? std::move(*events) : std::vector<channel::Event>{};
    }

    static channel::Outbound message(std::string_view text = "hello") {
        return {*base::PhoneNumber::from_e164("+99900000001"), base::Secret(text), true, 5min, true};
    }
};

inline const std::string smsc = "07919909000000F0";
// An SMS-DELIVER "OK" from +99900000001; `second` (0 to 9) tells one from another. 21 octets without the SMSC.
inline std::string deliver_pdu(int second = 0) {
    return smsc + "040B919909000000F1000062111230" + "51" + std::to_string(second) + "0" + "21" + "02CF25";
}
// An SMS-STATUS-REPORT about reference 5. 25 octets.
inline std::string report_pdu(const std::string& status = "00") {
    return smsc + "06050B919909000000F1" + "62111230510021" + "62111230511021" + status;
}

inline std::vector<channel::Inbound> inbounds(const std::vector<channel::Event>& events) {
    std::vector<channel::Inbound> found;
    for (const auto& event : events) {
        if (const auto* one = std::get_if<channel::Inbound>(&event)) found.push_back(*one);
    }
    return found;
}

inline std::vector<channel::Report> reports(const std::vector<channel::Event>& events) {
    std::vector<channel::Report> found;
    for (const auto& event : events) {
        if (const auto* one = std::get_if<channel::Report>(&event)) found.push_back(*one);
    }
    return found;
}

inline std::vector<channel::LineNotice::Kind> notices(const std::vector<channel::Event>& events) {
    std::vector<channel::LineNotice::Kind> found;
    for (const auto& event : events) {
        if (const auto* one = std::get_if<channel::LineNotice>(&event)) found.push_back(one->kind);
    }
    return found;
}

}  // namespace gsmcfg::modem
