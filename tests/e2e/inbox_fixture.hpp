// A database with received messages, and a campaign with meters that answer oddly.
#pragma once

#include "e2e_fixture.hpp"

#include "gsmcfg/store/inbox.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::e2e {

class InboxFixture : public EndToEnd {
protected:
    static constexpr const char* stranger = "+99955500001";  // where the simulator's meter 1 answers from
    static constexpr const char* meter = "+99900100001";

    // One meter that answers from another number, a good one, and one that nobody understands.
    void campaign() {
        simulate(write("fleet.csv",
                       "phone,type,serial,firmware,password,mode,apn,dns,port,timeout,reset,behaviour\n"
                       "+99900100001,GS04,1,2.0,12345678,0,old,,8000,300,24,stranger\n"
                       "+99900100002,GS04,2,2.0,12345678,0,old,,8000,300,24,\n"
                       "+99900100003,GS04,3,2.0,12345678,0,old,,8000,300,24,garbled\n"));
        const auto list = write("list.csv", "phone,serial,label\n+99900100001,1,Lesnaya 1\n+99900100002,2,\n+99900100003,3,\n");
        const auto applied = gsmcfg({"apply", sample("profile.toml"), list, "--settings", "apn,user,psw", "--attempts", "1",
                                     "--reply-timeout", "1", "--yes", "--reason", "T-1"});
        ASSERT_EQ(applied.exit, 1) << applied.err << applied.out;
    }
    std::unique_ptr<store::Database> database() const { return std::move(*store::Database::open(folder + "/gsmcfg.db")); }
    // As if a modem had given it.
    store::Id receive(const std::string& text, const std::string& from = "+99955512345",
                      store::InboundKind kind = store::InboundKind::unsolicited, const std::string& tpdu = "040B") {
        const auto opened = database();
        store::InboundMessage message;
        message.identity = text + std::to_string(++received_);
        message.received_at = base::SystemClock().utc();
        message.modem = "north";
        message.imsi = "999010000000001";
        message.originator = from;
        if (from.starts_with('+')) message.phone = from;
        message.scts = message.received_at;
        message.tpdu = tpdu;
        message.text = text;
        message.kind = kind;
        store::Transaction transaction(*opened);
        const auto id = store::Inbox(*opened).add(message);
        transaction.commit();
        return id;
    }
    std::vector<base::Json> listed(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"inbox", "list", "--json"});
        const auto ended = gsmcfg(more);
        EXPECT_EQ(ended.exit, 0) << ended.err;
        return ended.lines();
    }
    std::string id_of_waiting() { return std::to_string(listed().at(0).at("id").integer().value()); }

private:
    int received_ = 0;
};

inline bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Nothing of it moves a cursor, rings or colours.
inline void expect_calm(const std::string& text) {
    for (const char c : text) EXPECT_FALSE(c != '\n' && c != '\r' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)) << text;
    EXPECT_FALSE(has(text, "\xC2\x9B")) << "CSI as one character";
    EXPECT_FALSE(has(text, "\xE2\x80\xAE")) << "right-to-left override";
}

}  // namespace gsmcfg::e2e
