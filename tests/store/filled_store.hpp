// Records in every table, with what is hard to carry: escapes, line ends, other alphabets, the largest numbers, NULL.
#pragma once

#include "store_sql.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::store {

// Writes them past the store, which would not let some of them be. The same seed gives the same records.
class FilledStore {
public:
    FilledStore(std::string url, std::uint64_t seed) : url_(std::move(url)), random_(seed) {}

    void fill() {
        // Nothing in the schema wants rows of one campaign to fit together.
        for (int i = 1; i <= 3; ++i) campaign(i * 10);
        for (int i = 1; i <= 40; ++i) meter(i * 3);
        for (int i = 1; i <= 20; ++i) machine(i * 7);
        sql_value(url_, "BEGIN;\n" + script_ + "COMMIT");
        script_.clear();
    }

private:
    void add(std::string_view table, std::string_view columns, const std::string& values) {
        script_ += fmt::format("INSERT INTO {} ({}) VALUES ({});\n", table, columns, values);
    }
    static std::string quoted(std::string_view text) {
        std::string quoted = "'";
        for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
        return quoted + "'";
    }
    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    std::string text() {
        static const std::vector<std::string> awkward{"",
                                                      "\\N",
                                                      "\\.",
                                                      "\\",
                                                      "\\\\t",
                                                      "a\tb\nc\rd\r\n",
                                                      "it's",
                                                      "NULL",
                                                      "\"",
                                                      " ends with a blank ",
                                                      "\x01\x1b[31m\x7f",
                                                      "Счётчик № 5",
                                                      "Ω€😀\xEF\xBF\xBD",
                                                      "{credential} APN internet",
                                                      "${x} $1 :name ?"};
        std::string text = awkward[below(awkward.size())];
        if (below(2) == 0) text += fmt::format(" {}", random_());
        if (below(200) == 0) text += std::string(70'000, 'x') + "\\";
        return quoted(text);
    }
    std::string number() {
        constexpr std::array<std::int64_t, 5> edges{0, 1, -1, INT64_MAX, INT64_MIN + 1};
        return std::to_string(below(2) == 0 ? edges[below(edges.size())] : static_cast<std::int64_t>(random_()));
    }
    std::string maybe(const std::string& value) { return below(2) == 0 ? "NULL" : value; }
    // So many of them, separated by commas.
    std::string texts(int count) {
        std::string all;
        for (int i = 0; i < count; ++i) all += (i == 0 ? "" : ", ") + text();
        return all;
    }
    std::string numbers(int count) {
        std::string all;
        for (int i = 0; i < count; ++i) all += (i == 0 ? "" : ", ") + number();
        return all;
    }

    void campaign(int id) {
        add("owner", "id, host, boot_id, pid, lock_file, started_at, ended_at, lease_until",
            fmt::format("{}, {}, {}, {}, {}, {}", id, texts(2), number(), text(), numbers(2),
                        maybe(number())));  // all are buried
        add("campaign",
            "id, kind, state, held_reason, profile_text, settings, options, user_name, sudo_user, host, command_line, "
            "program_version, created_at, finished_at, owner_id, origin_id",
            fmt::format("{}, 'apply', 'held', {}, {}, {}, {}, {}", id, texts(9), number(), maybe(number()),
                        maybe(std::to_string(id)), maybe(number())));
        add("campaign_tally", "campaign_id, outcome, meters", fmt::format("{}, {}, {}", id, texts(1), number()));
        add("campaign_count", "campaign_id, part, sms_sent, sms_received, sms_saved, possible_duplicates",
            fmt::format("{}, {}", id, numbers(5)));
        add("campaign_service", "campaign_id, owner_id", fmt::format("{0}, {0}", id));
    }
    void meter(int id) {
        const int campaign = 10 * (1 + id % 3);
        const auto phone = quoted(fmt::format("+99900{:06}", id));
        add("target", "id, campaign_id, position, phone, serial, label, extra, state, outcome, detail, imsi, started_at",
            fmt::format("{}, {}, {}, {}, {}, 'closed', {}, {}", id, campaign, id, phone, texts(3), texts(3), maybe(number())));
        add("target_setting", "target_id, setting, wanted, seen, seen_at, inbound_id, was, was_at",
            fmt::format("{}, {}, {}, {}, {}, {}, {}, {}", id, text(), maybe(text()), maybe(text()), maybe(number()),
                        maybe(number()), maybe(text()), maybe(number())));
        add("message",
            "id, campaign_id, target_id, ordinal, phone, imsi, kind, text, proof, idempotent, restarts, least_wait_s, "
            "query_after_s, submission, delivery, outcome, detail, due_at, owner_id, closed_at",
            fmt::format(
                "{0}, {1}, {0}, 1, {2}, {3}, 'set', {4}, 'value', {5}, 'accepted', 'unknown', 'confirmed', {6}, {7}, {8}, "
                "{9}",
                id, campaign, phone, text(), text(), numbers(4), text(), maybe(number()), maybe(std::to_string(campaign)),
                maybe(number())));
        add("message_setting", "message_id, setting, role", fmt::format("{}, {}, 'proves'", id, text()));
        add("attempt",
            "id, message_id, number, phone, modem, imsi, credential, submission, submitting_at, result_at, valid_until, "
            "reference, "
            "cms_error, failure, report_tpdu",
            fmt::format("{0}, {0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}", id, number(), texts(5), number(),
                        maybe(number()), number(), maybe(number()), maybe(number()), text(), text()));
        add("inbound",
            "id, identity, received_at, modem, imsi, originator, phone, scts, tpdu, text, kind, message_id, campaign_id",
            fmt::format("{0}, 'identity {0}', {1}, {2}, {3}, {4}, 'late', {5}, {6}", id, number(), texts(4), maybe(number()),
                        texts(2), maybe(number()), maybe(number())));
        add("inbound_part", "id, identity, received_at, modem, imsi, originator, reference, total, part, tpdu, inbound_id",
            fmt::format("{0}, 'part {0}', {1}, {2}, {3}, {4}, {5}", id, number(), texts(3), numbers(3), text(), maybe(number())));
        add("meter", "phone, serial, type, label, iccid, ip, credential, first_heard, last_heard",
            fmt::format("{}, {}, {}, {}", phone, texts(6), maybe(number()), maybe(number())));
        add("meter_setting", "phone, setting, value, seen_at, inbound_id, secret",
            fmt::format("{}, {}, {}, {}, {}", phone, texts(2), number(), maybe(number()), number()));
    }
    void machine(int id) {
        const auto key = fmt::format("'key {}'", id);
        add("sim", "imsi, iccid, first_seen, last_seen", fmt::format("{}, {}, {}", key, text(), numbers(2)));
        add("sim_day", "imsi, day, sent", fmt::format("{}, {}, {}", key, text(), number()));
        add("modem", "name, device, imei, state, reason, owner_id, updated_at",
            fmt::format("{}, {}, 'ready', {}, {}, {}", key, texts(2), text(), maybe("20"), number()));
        add("line_event", "id, at, modem, kind, detail, cms_error, cme_error, dialogue",
            fmt::format("{}, {}, {}, {}, {}, {}", id, number(), texts(3), maybe(number()), maybe(number()), text()));
        add("pin_refusal", "sim, refused_at, refusals", fmt::format("{}, {}", key, numbers(2)));
        add("master_sim",
            "id, number, written_at, iccid, profile_name, profile_hash, dialect_name, dialect_hash, content_hash, way, status, "
            "sender, complete, modem, user_name, host, erased_at",
            fmt::format("{0}, {0}, {1}, {2}, 'cmgw', 'read', {3}, {4}, {5}, {6}", id, number(), texts(6), text(), number(),
                        texts(3), maybe(number())));
        add("master_sim_record", "master_sim_id, position, place, settings, fingerprint",
            fmt::format("{}, {}, {}, {}", id, number(), number(), texts(2)));
        add("audit", "id, at, action, user_name, sudo_user, host, command_line, program_version, campaign_id, reason",
            fmt::format("{}, {}, {}, {}, {}", id, number(), texts(6), maybe(number()), text()));
        add("loan", "id, modem, owner_id, command, asked_at, granted_at",
            fmt::format("{}, {}, 10, {}, {}, {}", id, text(), text(), number(), maybe(number())));
        if (id == 7) {
            add("service", "owner_id, modems, credentials, allow_prefixes, tells", fmt::format("10, {}, 1", texts(3)));
            add("event_wanted", "kind", "'inbound'");
        }
        add("event_log", "id, at, kind, subject, state",
            fmt::format("{}, {}, {}, {}, {}", id, number(), text(), number(), text()));
        add("hook_delivery", "id, hook, event, created_at, payload, attempts, due_at, failure, given_up_at",
            fmt::format("{}, {}, {}, {}, {}, {}, {}", id, texts(2), number(), text(), numbers(2), text(), maybe(number())));
        add("watch_mark", "name, value", fmt::format("{}, {}", key, number()));
        add("outage", "id, modem, began_at, ended_at, cause, alarmed_at",
            fmt::format("{}, {}, {}, {}, {}", id, key, numbers(2), text(), maybe(number())));
        add("outage_notice", "outage_id, hook", fmt::format("{}, {}", id, text()));
        add("line_status", "modem, at, signal_dbm, registered, registration",
            fmt::format("{}, {}, {}, {}, {}", key, number(), maybe(number()), maybe(number()), text()));
        add("metric_count", "metric, first, second, value", fmt::format("{}, {}, {}", key, texts(2), number()));
        add("metric_open", "kind, id", fmt::format("'attempt', {}", id));
        add("commit_mark", "connection, commits, at", fmt::format("{}, {}", id, numbers(2)));
        add("sim_count", "sim, day, sent", fmt::format("{}, {}, {}", key, text(), number()));
    }

    std::string url_;
    std::string script_;
    std::mt19937_64 random_;
};

}  // namespace gsmcfg::store
