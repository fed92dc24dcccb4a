#include "gsmcfg/store/messages.hpp"

#include "query.hpp"

#include <limits>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;

}  // namespace

std::int64_t Messages::put_off(Id campaign, const std::string& imsi, std::chrono::milliseconds absence, base::UtcTime earliest) {
    const auto limit = absence > absence.zero() ? std::numeric_limits<Number>::max() : to_millis(earliest);
    Query<Row<>, Args<Number, Number, Number, Number, Number, Text, Number>> update(
        database_,
        "UPDATE message SET due_at = CASE WHEN due_at + :absence < :earliest THEN :least ELSE due_at + :added END WHERE outcome "
        "= "
        "'open' AND submission IN ('accepted', 'uncertain') AND due_at IS NOT NULL AND campaign_id = :campaign AND imsi = :imsi "
        "AND due_at < :limit");
    return update.run(absence.count(), to_millis(earliest), to_millis(earliest), absence.count(), campaign, imsi, limit);
}

void Messages::shift(Id campaign, const std::string& imsi, std::chrono::milliseconds jump) {
    Query<Row<>, Args<Number, Number, Text>> due(database_,
                                                 "UPDATE message SET due_at = due_at + :jump WHERE outcome = 'open' AND due_at "
                                                 "IS NOT NULL AND campaign_id = :campaign AND "
                                                 "imsi = :imsi");
    due.run(jump.count(), campaign, imsi);
    Query<Row<>, Args<Number, Number, Text>> valid(
        database_,
        "UPDATE attempt SET valid_until = valid_until + :jump WHERE answered = 0 AND message_id IN (SELECT id FROM message WHERE "
        "outcome = 'open' AND due_at IS NOT NULL AND campaign_id = :campaign AND imsi = :imsi)");
    valid.run(jump.count(), campaign, imsi);
}

}  // namespace gsmcfg::store
