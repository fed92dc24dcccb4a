#include "inbound_mask.hpp"

#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

// More than one installation uses; then they are read anew.
constexpr std::size_t most_dialects = 16;

}  // namespace

InboundMask::InboundMask(store::Database& database, const Credentials& credentials)
    : credentials_(credentials), campaigns_(database), inbox_(database) {
    if (auto dialect = meter::find_embedded(meter::default_dialect)) built_in_.push_back(std::move(*dialect));
}

const meter::Dialect* InboundMask::dialect_of(store::Id campaign) {
    const auto found = campaigns_.find(campaign);
    if (!found) return nullptr;
    if (const auto known = by_hash_.find(found->dialect_hash); known != by_hash_.end()) return &known->second;
    auto dialect = meter::Dialect::parse(found->dialect_text, found->dialect_name);
    if (!dialect) return nullptr;
    return &by_hash_.emplace(found->dialect_hash, std::move(*dialect)).first->second;
}

std::vector<const meter::Dialect*> InboundMask::dialects_for(const store::InboundMessage& message) {
    if (by_hash_.size() > most_dialects) by_hash_.clear();
    std::vector<const meter::Dialect*> dialects;
    const auto add = [&](const meter::Dialect* dialect) {
        if (dialect != nullptr && std::ranges::find(dialects, dialect) == dialects.end()) dialects.push_back(dialect);
    };
    if (message.campaign) add(dialect_of(*message.campaign));
    if (!message.phone.empty())
        for (const auto campaign : inbox_.campaigns_of(message.phone)) add(dialect_of(campaign));
    for (const auto& dialect : built_in_) add(&dialect);
    return dialects;
}

std::string InboundMask::text_of(const store::InboundMessage& message) {
    auto text = message.text;
    for (const auto* dialect : dialects_for(message)) text = meter::masked_reply(*dialect, text);
    return credentials_.hide(meter::masked_any_command(text));
}

}  // namespace gsmcfg::service
