// What a reply says about the message it answers: shape first, then value. Pure.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/store/messages.hpp"
#include "gsmcfg/store/targets.hpp"

#include <string>
#include <vector>

namespace gsmcfg::service {

struct Verdict {
    enum class Kind {
        confirmed,
        acknowledged,
        mismatch,
        rejected,          // an error that will come again
        wrong_credential,  // 0x02
        damaged,           // 0x01: the message was garbled on its way
        unrecognised,
        foreign,  // a good reply, but not one that this message can cause
    } kind{};
    std::string detail;  // for a person; secrets masked
};

// `wanted`: the settings of the message's meter. A query is confirmed if it shows what is wanted, or nothing is wanted.
[[nodiscard]] Verdict judge(const meter::Dialect& dialect, const store::Message& message,
                            const std::vector<store::TargetSetting>& wanted, const meter::Reply& reply);

}  // namespace gsmcfg::service
