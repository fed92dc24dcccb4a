// Received texts as others may see them: what is or may be a secret is ***.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/inbox.hpp"

#include <map>
#include <string>
#include <vector>

namespace gsmcfg::service {

// Used by the connection's thread; database and credentials outlive it.
class InboundMask {
public:
    InboundMask(store::Database& database, const Credentials& credentials);

    // By the dialects of the campaigns that have sent to that number, and by those that are built in. Throws DatabaseError.
    [[nodiscard]] std::string text_of(const store::InboundMessage& message);

private:
    std::vector<const meter::Dialect*> dialects_for(const store::InboundMessage& message);
    const meter::Dialect* dialect_of(store::Id campaign);

    const Credentials& credentials_;
    store::Campaigns campaigns_;
    store::Inbox inbox_;
    std::vector<meter::Dialect> built_in_;
    std::map<std::string, meter::Dialect> by_hash_;
};

}  // namespace gsmcfg::service
