// Order of events that once cost a message, a place, a PIN attempt or a secret.
#include "modem_fixture.hpp"

#include "gsmcfg/modem/locator.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <set>

namespace gsmcfg::modem {
namespace {

using base::ErrorCode;
using channel::Token;

// Takes one command after the other, as a real modem does, and keeps messages in places.
class SerialModem final : public link::ByteLink {
public:
    struct Body {
        test::Script script = test::Script::warm_modem();
        std::map<int, std::string> places;
        std::vector<std::string> deleted;  // PDUs
        std::chrono::milliseconds latency{20};
        bool call_in_next_listing = false;  // somebody rings and hangs up
        std::optional<std::chrono::milliseconds> late_ok_of_pin_question;
        std::vector<std::string> log;
    };
    SerialModem(Body& body, test::VirtualClock& clock) : body_(body), clock_(clock) {}

    void send(const std::string& bytes) { arrive(clock_.now(), bytes); }

    base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) override {
        if (stop.requested()) return base::fail(ErrorCode::stopped, name(), "stopped");
        if (arrivals_.empty() || (arrivals_.front().first > clock_.now() && arrivals_.front().first > deadline)) {
            clock_.advance_to(deadline);
            return base::fail(ErrorCode::timeout, name(), "nothing came in time");
        }
        auto& [at, bytes] = arrivals_.front();
        clock_.advance_to(at);
        const std::size_t size = std::min(buffer.size(), bytes.size());
        std::copy_n(bytes.begin(), size, buffer.begin());
        bytes.erase(0, size);
        if (bytes.empty()) arrivals_.pop_front();
        return size;
    }

    base::Result<void> write_all(std::string_view bytes, base::MonoTime) override {
        std::string command(bytes.substr(0, bytes.find('\r')));
        if (command == "\x1b") return {};
        body_.log.push_back(command);
        base::MonoTime at = std::max<base::MonoTime>(clock_.now(), busy_) + body_.latency;
        const auto say = [&](const std::string& text, std::chrono::milliseconds after = 0ms) { arrive(at += after, text); };
        if (command == "AT+CMGL=4") list(say);
        else if (command.starts_with("AT+CMGR=")) read(std::stoi(command.substr(8)), say);
        else if (command.starts_with("AT+CMGD=")) remove(std::stoi(command.substr(8)), say);
        else if (command == "AT+CPIN?" && body_.late_ok_of_pin_question) {
            say("\r\n+CPIN: READY\r\n");
            say(ok, *body_.late_ok_of_pin_question);
        } else {
            const auto reply = body_.script.next(command).value_or(test::Reply{{"\r\nERROR\r\n"}});
            for (const auto& piece : reply) say(piece.bytes, piece.after);
        }
        busy_ = at;
        return {};
    }
    base::Clock& clock() override { return clock_; }
    std::string name() const override { return "serial"; }

private:
    using Say = std::function<void(const std::string&, std::chrono::milliseconds)>;
    void list(const Say& say) {
        bool call = std::exchange(body_.call_in_next_listing, false);
        for (const auto& [place, pdu] : body_.places) {
            say("\r\n+CMGL: " + std::to_string(place) + ",0,,21\r\n" + pdu + "\r\n", 0ms);
            if (std::exchange(call, false)) {
                say("\r\nRING\r\n\r\nNO CARRIER\r\n", 0ms);
                say("", 300ms);
            }
        }
        say(ok, 0ms);
    }
    void read(int place, const Say& say) {
        if (!body_.places.contains(place)) return say("\r\n+CMS ERROR: 321\r\n", 0ms);
        say("\r\n+CMGR: 0,,21\r\n" + body_.places.at(place) + "\r\n" + ok, 0ms);
    }
    void remove(int place, const Say& say) {
        if (body_.places.contains(place)) body_.deleted.push_back(body_.places.at(place));
        body_.places.erase(place);
        say(ok, 0ms);
    }
    void arrive(base::MonoTime at, const std::string& bytes) {
        if (!bytes.empty()) arrivals_.emplace_back(at, bytes);
    }

    Body& body_;
    test::VirtualClock& clock_;
    std::deque<std::pair<base::MonoTime, std::string>> arrivals_;
    base::MonoTime busy_{};
};

class MishapTest : public ModemFixture {
protected:
    void only_sim_store() { script.replace("AT+CPMS=?", "\r\n+CPMS: (\"SM\"),(\"SM\"),(\"SM\")\r\n" + ok); }

    SerialModem::Body body;
    SerialModem* serial = nullptr;

    ModemChannel& make_serial() {
        modem = std::make_unique<ModemChannel>(
            "modem0",
            [this](base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
                auto made = std::make_unique<SerialModem>(body, clock);
                serial = made.get();
                return made;
            },
            clock, options);
        return *modem;
    }
};

std::vector<Token> tokens_of(const std::vector<channel::Event>& events) {
    std::vector<Token> tokens;
    for (const auto& inbound : inbounds(events)) tokens.push_back(inbound.token);
    return tokens;
}

// A call that ends while messages are listed says NO CARRIER: that ends a call, not the listing.
TEST_F(MishapTest, AMissedCallDuringAListingLosesNoMessage) {
    body.script.replace("AT+CPMS=\"SM\",\"SM\",\"SM\"", "\r\n+CPMS: 0,3,0,3,0,3\r\n" + ok);
    body.script.replace("AT+CPMS=?", "\r\n+CPMS: (\"SM\"),(\"SM\"),(\"SM\")\r\n" + ok);
    ASSERT_TRUE(make_serial().open({}));
    for (int place = 1; place <= 3; ++place) body.places[place] = deliver_pdu(place);
    body.call_in_next_listing = true;
    serial->send("\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n");
    std::set<std::string> reported;
    for (int round = 0; round < 5; ++round) {
        const auto events = collect(1s);
        for (const auto& inbound : inbounds(events)) reported.insert(base::to_hex(inbound.tpdu));
        clock.advance(50ms);  // the commit
        if (const auto tokens = tokens_of(events); !tokens.empty()) {
            EXPECT_TRUE(modem->acknowledge(tokens));
        }
        for (const std::string& pdu : body.deleted)
            EXPECT_TRUE(reported.contains(pdu.substr(smsc.size()))) << "deleted and never reported: " << pdu;
    }
    EXPECT_EQ(reported.size(), 3U);
}

// The OK after +CPIN: READY may come after the time that is granted to modems which never send one.
TEST_F(MishapTest, ALateOkOfThePinQuestionShiftsNoAnswers) {
    body.late_ok_of_pin_question = 1500ms;
    body.latency = 600ms;
    const auto identity = make_serial().open({});
    ASSERT_TRUE(identity) << identity.error().message();
    EXPECT_EQ(identity->imsi, "999010000000001");
    EXPECT_EQ(identity->storage_places, 20U);
}

// Committed, but the line was gone when it was to be deleted: its place must be freed later.
TEST_F(MishapTest, WhatCouldNotBeAcknowledgedIsDeletedAfterTheReturn) {
    only_sim_store();
    ready();
    const std::string stored = "\r\n+CMGR: 0,,21\r\n" + deliver_pdu(1) + "\r\n" + ok;
    script.on("AT+CMGR=3", stored).on("AT+CMGD=3", ok);
    link->send("+CMTI: \"SM\",3\r\n");
    const auto tokens = tokens_of(collect());
    ASSERT_EQ(tokens.size(), 1U);
    link->lose();
    EXPECT_FALSE(modem->receive(clock.now() + 1s, {}));
    EXPECT_FALSE(modem->acknowledge(tokens));
    const std::string listed = "\r\n+CMGL: 3,1,,21\r\n" + deliver_pdu(1) + "\r\n" + ok;
    script.replace("AT+CMGL=4", listed);
    ASSERT_TRUE(modem->open({}));
    for (int round = 0; round < 3; ++round) {
        const auto events = collect(70s);
        if (const auto again = tokens_of(events); !again.empty()) {
            EXPECT_TRUE(modem->acknowledge(again));
        }
    }
    EXPECT_GE(script.count("AT+CMGD=3"), 1U);
}

// The same with a bring-up that fails in acknowledge().
TEST_F(MishapTest, WhatARestartKeptFromBeingDeletedIsDeletedLater) {
    only_sim_store();
    ready();
    script.on("AT+CMGR=3", "\r\n+CMGR: 0,,21\r\n" + deliver_pdu(1) + "\r\n" + ok + "\r\nRDY\r\n").on("AT+CMGD=3", ok);
    script.replace("AT+CREG?", "\r\n+CREG: 0,2\r\n" + ok);
    link->send("+CMTI: \"SM\",3\r\n");
    const auto tokens = tokens_of(collect());
    ASSERT_EQ(tokens.size(), 1U);
    EXPECT_FALSE(modem->acknowledge(tokens));
    script.replace("AT+CREG?", "\r\n+CREG: 0,1\r\n" + ok);
    script.replace("AT+CMGL=4", "\r\n+CMGL: 3,1,,21\r\n" + deliver_pdu(1) + "\r\n" + ok);
    ASSERT_TRUE(modem->open({}));
    for (int round = 0; round < 3; ++round) {
        const auto events = collect(70s);
        if (const auto again = tokens_of(events); !again.empty()) {
            EXPECT_TRUE(modem->acknowledge(again));
        }
    }
    EXPECT_GE(script.count("AT+CMGD=3"), 1U);
}

// The ICCID could not be read at first: the SIM that refused is the same under its other name.
TEST_F(MishapTest, ARefusedPinIsNotEnteredAgainUnderAnotherNameOfTheSim) {
    std::set<std::string> refused;
    options.pin = base::Secret("1234");
    options.pin_refused = [&](const std::string& sim) { refused.insert(sim); };
    options.may_enter_pin = [&](const std::string& sim) -> base::Result<void> {
        if (refused.contains(sim)) return base::fail(ErrorCode::refused, "pin", "it was refused before");
        return {};
    };
    const std::string enter = "AT+CPIN=\"1234\"";
    script.replace("AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n" + ok);
    script.replace(enter, "\r\n+CME ERROR: 16\r\n");
    script.replace("AT+CCID", "\r\nERROR\r\n");
    EXPECT_FALSE(make().open({}));
    script.replace("AT+CCID", "\r\n+CCID: 8999010000000000001F\r\n" + ok);
    EXPECT_FALSE(make().open({})) << "another run";
    EXPECT_EQ(script.count(enter), 1U);
}

// Ctrl-C before the PIN was written.
TEST_F(MishapTest, APinThatWasNotWrittenIsNotCalledRefused) {
    base::StopSource source;
    bool refused = false;
    options.pin = base::Secret("1234");
    options.pin_refused = [&](const std::string&) { refused = true; };
    options.may_enter_pin = [&](const std::string&) -> base::Result<void> {
        source.request();
        return {};
    };
    script.replace("AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n" + ok);
    EXPECT_FALSE(make().open(base::StopToken(source)));
    EXPECT_EQ(script.count("AT+CPIN=\"1234\""), 0U);
    EXPECT_FALSE(refused);
}

// A SIM that has said OK to the PIN may take a moment until AT+CPIN? says READY.
TEST_F(MishapTest, AnAcceptedPinIsNotCalledRefused) {
    std::vector<std::string> refused;
    options.pin = base::Secret("1234");
    options.pin_refused = [&](const std::string& sim) { refused.push_back(sim); };
    script.replace("AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n" + ok);
    script.on("AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n" + ok).on("AT+CPIN?", "\r\n+CPIN: READY\r\n" + ok);
    script.on("AT+CPIN=\"1234\"", ok);
    const auto identity = make().open({});
    EXPECT_TRUE(identity) << identity.error().message();
    EXPECT_TRUE(refused.empty());
}

// Sent messages that a SIM keeps, Master SIM records among them, hold passwords.
TEST_F(MishapTest, TheRecordHoldsNoTextOfStoredMessages) {
    const std::string body_of_text = "31D98C56B3DD7039584C36A3D56C375C0E16931CD6835DB7";
    const std::string sent = smsc + "0100" + "0B919909000000F1" + "0000" + "1B" + body_of_text;
    script.replace("AT+CMGL=4", "\r\n+CMGL: 1,3,,38\r\n" + sent + "\r\n" + ok);
    ready();
    EXPECT_EQ(modem->recent_dialogue().find(body_of_text), std::string::npos);
}

// +CDS is not stored anywhere: what has come before the port was lost is all there is.
TEST_F(MishapTest, AReportBeforeTheLossOfThePortIsKept) {
    ready();
    link->send("+CDS: 25\r\n" + report_pdu() + "\r\n");
    link->lose();
    std::size_t found = 0;
    if (const auto events = modem->receive(clock.now() + 1s, {})) found += reports(*events).size();
    ASSERT_TRUE(modem->open({}));
    found += reports(collect(1s)).size();
    EXPECT_EQ(found, 1U);
}

// Behind a converter it may start at another speed than it was found at.
TEST_F(MishapTest, AModemThatComesBackAtAnotherSpeedIsFound) {
    int speed = 115200;
    script.on("AT+CMGF=?", "\r\n+CMGF: (0,1)\r\n" + ok);
    test::Script silence;
    for (const char* const word : {"AT", "\x1b", "ATV1"}) silence.silent(word);
    PortAccess access;
    access.parallel = false;
    access.list = [] {
        link::PortInfo info;
        info.name = "/dev/ttyUSB0";
        info.usb_path = "1-1";
        info.usb_interface = 0;
        info.driver = "ftdi_sio";
        return std::vector{info};
    };
    access.usb_devices = [] { return std::vector<link::UsbDevice>{}; };
    access.holder = [](const std::string&) { return std::string(); };
    access.open = [&](const std::string&, int baud, base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
        return std::make_unique<test::ScriptedLink>(baud == speed ? script : silence, clock);
    };
    ModemLocator locator(*Selector::parse("auto"), 115200, access);
    ASSERT_TRUE(locator.open({}));
    speed = 9600;
    const auto again = locator.open({});
    EXPECT_TRUE(again) << again.error().message();
}

// A line that can't read one place of its store is not an empty one.
TEST_F(MishapTest, AStoreOfWhichNothingCanBeReadIsNotTakenForEmpty) {
    only_sim_store();
    script.replace("AT+CMGL=4", "\r\n+CMS ERROR: 500\r\n");
    for (int place = 0; place <= 20; ++place) script.replace("AT+CMGR=" + std::to_string(place), "\r\n+CMS ERROR: 500\r\n");
    EXPECT_FALSE(make().open({}));
}

// "Storage full" in answer to a message: the stores are looked at at once, not at the next round.
TEST_F(MishapTest, ARefusalForWantOfRoomIsAReasonToListTheStores) {
    only_sim_store();
    ready();
    script.on("AT+CMGS=19", "\r\n> ").on("*\x1a", "\r\n+CMS ERROR: 322\r\n");
    const auto result = modem->submit(message(), {});
    ASSERT_TRUE(result.failure);
    ASSERT_EQ(result.failure->kind, channel::FailureClass::storage) << result.failure->detail;
    script.log.clear();
    [[maybe_unused]] const auto events = collect(5s);
    EXPECT_GE(script.count("AT+CMGL=4"), 1U);
}

}  // namespace
}  // namespace gsmcfg::modem
