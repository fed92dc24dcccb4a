#include "modem/patient_question.hpp"

#include "modem/failure.hpp"

#include <utility>

namespace gsmcfg::modem {

namespace {
constexpr std::chrono::seconds busy_pause{1};
}

base::Result<Answer> run_patiently(Dialogue& dialogue, const at::Command& command, std::chrono::nanoseconds timeout,
                                   base::MonoTime deadline, base::StopToken stop) {
    for (;;) {
        auto answer = dialogue.run_optional(command, timeout, stop);
        if (!answer || answer->ok() || !is_busy(answer->final) || dialogue.clock().now() >= deadline) return answer;
        if (auto waited = dialogue.wait(busy_pause, stop); !waited) return base::fail(std::move(waited.error()));
    }
}

}  // namespace gsmcfg::modem
