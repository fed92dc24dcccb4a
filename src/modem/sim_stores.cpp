#include "gsmcfg/modem/sim_stores.hpp"

#include "modem/failure.hpp"
#include "modem/patient_question.hpp"
#include "modem/store_names.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;

constexpr auto store_timeout = 20s;
constexpr auto patience = 20s;

base::Result<Answer> ask(Dialogue& dialogue, const std::string& text, base::StopToken stop) {
    return run_patiently(dialogue, {.text = text, .answers = {"+CPMS:"}}, store_timeout, dialogue.clock().now() + patience, stop);
}

// Enough of the names are the SIM.
bool are_sim(const StoreNames& stores, const std::string& sim, std::size_t wanted) {
    const std::size_t named = std::min(stores.size(), wanted);
    return named > 0 && std::all_of(stores.begin(), stores.begin() + static_cast<std::ptrdiff_t>(named),
                                    [&](const std::string& store) { return store == sim; });
}

}  // namespace

base::Result<void> SimStores::select(Dialogue& dialogue, bool receiving, base::StopToken stop) {
    auto current = ask(dialogue, "AT+CPMS?", stop);
    if (!current) return base::fail(std::move(current.error()));
    StoreNames now = current->ok() ? current_stores(current->parameters()) : StoreNames();
    if (!touched_) before_ = now;
    auto offered = ask(dialogue, "AT+CPMS=?", stop);
    if (!offered) return base::fail(std::move(offered.error()));
    const StoreNames known = parse_store_offer(offered->parameters()).readable();
    const auto variant = std::ranges::find_if(known, [](const std::string& store) { return store.starts_with("SM"); });
    if (std::ranges::find(known, "SM") == known.end() && variant != known.end()) name_ = *variant;

    std::vector<StoreNames> forms{{name_, name_, name_}};
    if (!receiving && now.size() > 2) forms.insert(forms.begin(), {name_, name_, now[2]});
    forms.push_back({name_, name_});
    forms.push_back({name_});
    for (const StoreNames& form : forms) {
        touched_ = true;
        auto answer = ask(dialogue, "AT+CPMS=" + quoted_list(form), stop);
        if (!answer) return base::fail(std::move(answer.error()));
        if (!answer->ok()) continue;
        const auto counts = first_counts(answer->parameters());
        used_ = counts.used;
        total_ = counts.total;
        auto check = ask(dialogue, "AT+CPMS?", stop);
        if (!check) return base::fail(std::move(check.error()));
        now = check->ok() ? current_stores(check->parameters()) : form;
        if (are_sim(now, name_, receiving ? 3 : 2)) return {};
    }
    return base::fail(base::ErrorCode::refused, dialogue.link().name(),
                      receiving ? "the modem does not keep what arrives on the SIM (AT+CPMS)"
                                : "the modem does not let messages be stored on the SIM (AT+CPMS)");
}

base::Result<void> SimStores::restore(Dialogue& dialogue) {
    if (!touched_ || before_.empty()) return {};
    auto answer = ask(dialogue, "AT+CPMS=" + quoted_list(before_), {});
    if (!answer) return base::fail(std::move(answer.error()));
    if (!answer->ok())
        return base::fail(to_error(dialogue.link().name(), "the modem refuses its former stores (AT+CPMS)", answer->final));
    touched_ = false;
    return {};
}

}  // namespace gsmcfg::modem
