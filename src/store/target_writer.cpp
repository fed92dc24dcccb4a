#include "target_writer.hpp"

#include "copy_stream.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;

const Text columns = "target (campaign_id, position, phone, serial, label, credential, overrides, extra, stage, outcome, state)";

}  // namespace

TargetWriter::TargetWriter(Database& database, Id campaign) : database_(database), campaign_(campaign) {
    if (database.session().is(Backend::sqlite))
        insert_.emplace(database, "INSERT INTO " + columns +
                                      " VALUES (:campaign, :position, :phone, :serial, :label, :credential, :overrides, :extra, "
                                      ":stage, :outcome, 'waiting')");
}

void TargetWriter::write(std::int64_t first, std::span<const NewTarget> targets) {
    if (!insert_) return copy(first, targets);
    for (const auto& target : targets) insert(first++, target);
}

void TargetWriter::insert(std::int64_t position, const NewTarget& target) {
    insert_->run(campaign_, position, target.phone, target.serial, target.label, target.credential, target.overrides,
                 target.extra, target.stage, Text(name(MeterOutcome::pending)));
}

void TargetWriter::copy(std::int64_t first, std::span<const NewTarget> targets) {
    CopyStream stream(postgresql_session(database_), columns);
    for (const auto& target : targets) {
        stream.add(campaign_);
        stream.add(first++);
        for (const auto* text :
             {&target.phone, &target.serial, &target.label, &target.credential, &target.overrides, &target.extra})
            stream.add(*text);
        stream.add(target.stage);
        stream.add(name(MeterOutcome::pending));
        stream.add("waiting");
        stream.end_record();
    }
    stream.finish();
}

}  // namespace gsmcfg::store
