#include "send_accounts.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>

namespace gsmcfg::test {
namespace {

std::string upper(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return result;
}

std::string with_password(std::string text, std::string_view password) {
    constexpr std::string_view mark = "{credential}";
    if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), password);
    return text;
}

std::int64_t count(const SendAccounts::PerText& map, const SendAccounts::Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? 0 : found->second;
}

std::string line_of(const SendAccounts::Key& key, std::int64_t taken, std::int64_t known) {
    return key.first + " " + key.second + ": " + std::to_string(taken) + " taken by the network, " + std::to_string(known) +
           " known";
}

}  // namespace

std::int64_t SendAccounts::known(const Key& key) const { return count(accepted, key) + count(uncertain, key); }

std::vector<std::string> SendAccounts::unmarked() const {
    std::vector<std::string> lines;
    for (const auto& [key, sent] : taken)
        if (sent > known(key)) lines.push_back(line_of(key, sent, known(key)));
    return lines;
}

std::vector<std::string> SendAccounts::never_sent() const {
    std::vector<std::string> lines;
    for (const auto& [key, times] : accepted)
        if (const auto sent = count(taken, key); times > sent) lines.push_back(line_of(key, sent, times));
    return lines;
}

SendAccounts accounts_of(store::Repositories& store, const std::vector<store::Id>& campaigns,
                         const std::vector<base::Json>& submitted, std::string_view password) {
    SendAccounts accounts;
    for (const auto& event : submitted)
        ++accounts.taken[{event.at("destination").string().value(), event.at("text").string().value()}];
    for (const auto campaign : campaigns)
        store.targets.each(campaign, [&](const store::Target& target) {
            for (const auto& message : store.messages.of_target(target.id))
                for (const auto& attempt : store.messages.attempts_of(message.id)) {
                    const SendAccounts::Key key{target.phone, with_password(message.text, password)};
                    if (attempt.submission == store::Submission::accepted) ++accounts.accepted[key];
                    if (attempt.submission == store::Submission::uncertain) ++accounts.uncertain[key];
                }
        });
    return accounts;
}

std::vector<std::string> lost_inbound(store::Repositories& store, const std::vector<base::Json>& deleted) {
    std::set<std::string> kept;
    store.inbox.each([&](const store::InboundMessage& message) {
        std::istringstream parts(message.tpdu);
        for (std::string part; parts >> part;) kept.insert(upper(part));
    });
    std::vector<std::string> lost;
    for (const auto& event : deleted)
        if (event.at("kind").string() == "message")
            if (const auto tpdu = upper(event.at("tpdu").string().value()); !kept.contains(tpdu)) lost.push_back(tpdu);
    return lost;
}

std::vector<std::string> faults_of(store::Repositories& store, const std::vector<store::Id>& campaigns,
                                   const std::vector<base::Json>& submitted, const std::vector<base::Json>& deleted,
                                   std::string_view password) {
    const auto accounts = accounts_of(store, campaigns, submitted, password);
    std::vector<std::string> faults;
    const auto add = [&](std::string_view what, const std::vector<std::string>& lines) {
        for (const auto& line : lines) faults.push_back(std::string(what) + ": " + line);
    };
    if (accounts.taken.empty()) faults.emplace_back("nothing was sent");
    if (deleted.empty()) faults.emplace_back("nothing was received");
    add("sent unmarked", accounts.unmarked());
    add("never sent", accounts.never_sent());
    add("lost", lost_inbound(store, deleted));
    return faults;
}

}  // namespace gsmcfg::test
