// Records of EF_SMS for tests.
#pragma once

#include "gsmcfg/sim/sim_card.hpp"
#include "sim/tpdu.hpp"
#include "sim_bench.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace gsmcfg::test {

inline base::Octets deliver_unit(std::string_view text, std::string_view from = "+99955500001") {
    sim::Deliver deliver;
    deliver.originator = sim::make_address(from);
    deliver.sent = sim::WorldOptions().start_utc;
    deliver.text = text;
    return sim::encode_deliver(deliver);
}

inline sim::SmsRecord make_record(std::uint8_t status, const base::Octets& unit) {
    sim::SmsRecord record = sim::free_sms_record();
    record[0] = status;
    record[1] = 0;
    std::ranges::copy(unit, record.begin() + 2);
    return record;
}
// Received and unread.
inline sim::SmsRecord make_record(std::string_view text) { return make_record(0x03, deliver_unit(text)); }

// A card of ten places with those records at its beginning.
inline sim::SimCard make_card(const std::vector<sim::SmsRecord>& records = {}, std::string_view seed = "card") {
    sim::SimCard card = sim::make_sim_card(seed, 10);
    std::ranges::copy(records, card.records.begin());
    return card;
}
inline sim::SimCard make_card(std::initializer_list<std::string_view> texts, std::string_view seed = "card") {
    std::vector<sim::SmsRecord> records;
    for (const auto text : texts) records.push_back(make_record(text));
    return make_card(records, seed);
}

}  // namespace gsmcfg::test
