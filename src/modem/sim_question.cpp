#include "modem/sim_question.hpp"

#include "gsmcfg/at/fields.hpp"

#include <utility>

namespace gsmcfg::modem {

namespace {
constexpr std::chrono::seconds missing_ok_grace{3};
}

base::Result<SimAnswer> ask_sim(Dialogue& dialogue, std::chrono::nanoseconds timeout, base::StopToken stop) {
    auto answer = dialogue.run_lenient({.text = "AT+CPIN?", .answers = {"+CPIN:"}}, timeout, missing_ok_grace, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    SimAnswer sim{{}, answer->final};
    if (!answer->ok()) return sim;
    const auto fields = at::split_fields(answer->parameters());
    sim.state = fields.empty() || fields.front().text.empty() ? "READY" : fields.front().text;
    return sim;
}

}  // namespace gsmcfg::modem
