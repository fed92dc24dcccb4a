#include "modem/store_setup.hpp"

#include "gsmcfg/at/fields.hpp"
#include "modem/patient_question.hpp"
#include "modem/store_names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using Stores = StoreNames;

constexpr auto store_timeout = 20s;
constexpr auto retry_pause = 1s;

bool contains(const Stores& stores, std::string_view store) { return std::ranges::find(stores, store) != stores.end(); }

// The SIM first: it stays readable in another modem.
std::optional<std::string> preferred(const Stores& stores) {
    for (const std::string_view store : {"SM", "ME", "MT"}) {
        if (contains(stores, store)) return std::string(store);
    }
    const auto sim = std::ranges::find_if(stores, [](const std::string& store) { return store.starts_with("SM"); });
    if (sim != stores.end()) return *sim;
    return stores.empty() ? std::nullopt : std::optional(stores.front());
}

std::vector<Stores> candidates(const std::vector<Stores>& sets) {
    std::vector<Stores> list;
    Stores wanted;
    for (const Stores& set : sets) {
        if (auto store = preferred(set)) wanted.push_back(std::move(*store));
    }
    if (!wanted.empty() && wanted.size() == sets.size() && wanted.size() <= 3) list.push_back(wanted);
    list.push_back({"SM", "SM", "SM"});
    if (!wanted.empty()) list.push_back({wanted.front()});
    for (Stores more :
         {Stores{"ME", "ME", "ME"}, Stores{"ME", "ME", "SM"}, Stores{"MT", "MT", "MT"}, Stores{"SM"}, Stores{"ME"}}) {
        list.push_back(std::move(more));
    }
    std::vector<Stores> unique;
    for (Stores& one : list) {
        if (std::ranges::find(unique, one) == unique.end()) unique.push_back(std::move(one));
    }
    return unique;
}

// "+CPMS: used,total,…": three pairs, of which the last is that of the store where messages arrive.
void read_counts(StoreSetup& setup, std::string_view parameters) {
    const auto fields = at::split_fields(parameters);
    const std::size_t first = setup.receiving != setup.selected && fields.size() >= 6 ? 4 : 0;
    if (fields.size() < first + 2) return;
    setup.used = count_of(fields[first]).value_or(0);
    setup.total = count_of(fields[first + 1]).value_or(0);
}

StoreSetup chosen(const Stores& stores, const std::vector<Stores>& sets, const Answer& answer) {
    StoreSetup setup;
    setup.selected = stores.front();
    setup.receiving = stores.size() == 3 ? stores[2] : stores.front();
    setup.others = stores.size() > 1 ? "," + quoted_list({stores.begin() + 1, stores.end()}) : std::string();
    setup.readable = sets.empty() ? Stores{} : sets.front();
    if (!contains(setup.readable, setup.selected)) setup.readable.push_back(setup.selected);
    read_counts(setup, answer.parameters());
    return setup;
}

// "+CPMS: "SM",1,10,"SM",1,10,"ME",0,99": mem3 is where messages arrive, whatever was chosen for mem1.
void read_current(StoreSetup& setup, std::string_view parameters) {
    const auto fields = at::split_fields(parameters);
    if (fields.empty() || fields.front().number()) return;
    if (setup.selected.empty()) setup.selected = fields.front().text;
    if (setup.receiving.empty()) setup.receiving = setup.selected;
    if (fields.size() >= 7 && !fields[6].text.empty()) setup.receiving = fields[6].text;
    const std::size_t counts = setup.receiving == setup.selected || fields.size() < 9 ? 0 : 6;
    if (fields.size() < counts + 3) return;
    setup.used = count_of(fields[counts + 1]).value_or(0);
    setup.total = count_of(fields[counts + 2]).value_or(0);
}

class StoreChoice {
public:
    StoreChoice(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks, base::StopToken stop)
        : dialogue_(dialogue), quirks_(quirks), stop_(stop), deadline_(dialogue.clock().now() + options.sim_wait) {}

    base::Result<StoreSetup> run() {
        for (;;) {
            auto offered = ask("AT+CPMS=?");
            if (!offered) return base::fail(std::move(offered.error()));
            auto found = choose(parse_store_offer(offered->parameters()).sets);
            if (!found) return base::fail(std::move(found.error()));
            if (*found) return std::move(**found);
            if (!quirks_.ready_too_early || dialogue_.clock().now() >= deadline_) break;
            if (auto waited = dialogue_.wait(retry_pause, stop_); !waited) return base::fail(std::move(waited.error()));
        }
        return completed({});
    }

private:
    base::Result<Answer> ask(const std::string& text) {
        return run_patiently(dialogue_, {.text = text, .answers = {"+CPMS:"}}, store_timeout, deadline_, stop_);
    }

    base::Result<std::optional<StoreSetup>> choose(const std::vector<Stores>& sets) {
        for (const Stores& stores : candidates(sets)) {
            auto answer = ask("AT+CPMS=" + quoted_list(stores));
            if (!answer) return base::fail(std::move(answer.error()));
            if (!answer->ok()) continue;
            StoreSetup setup = chosen(stores, sets, *answer);
            if (stores.size() == 3 && setup.total > 0) return std::optional(std::move(setup));
            // One or two stores named, or no numbers in the answer: what is in force now is asked for.
            auto whole = completed(std::move(setup));
            if (!whole) return base::fail(std::move(whole.error()));
            return std::optional(std::move(*whole));
        }
        return std::optional<StoreSetup>();
    }

    base::Result<StoreSetup> completed(StoreSetup setup) {
        auto current = ask("AT+CPMS?");
        if (!current) return base::fail(std::move(current.error()));
        if (current->ok()) read_current(setup, current->parameters());
        return setup;
    }

    Dialogue& dialogue_;
    const Quirks& quirks_;
    base::StopToken stop_;
    base::MonoTime deadline_;
};

constexpr std::array usual_cnmi{"2,1,0,1,0", "2,1,0,0,0", "1,1,0,1,0", "1,1,0,0,0"};

int pick(const std::vector<int>& allowed, std::initializer_list<int> wanted) {
    for (const int value : wanted) {
        if (std::ranges::find(allowed, value) != allowed.end()) return value;
    }
    return allowed.empty() ? 0 : allowed.front();
}

// Made of what the modem says that it takes, the best first; nothing if it can't store and announce. Several, since some refuse
// a mode that they advertise. Mode 0 keeps announcements to itself: then polling is better.
std::vector<std::string> built_cnmi(std::string_view parameters) {
    std::vector<std::vector<int>> sets;
    for (const at::Field& field : at::split_fields(parameters)) sets.push_back(at::number_set(field.text));
    sets.resize(5);
    std::vector<std::string> built;
    if (std::ranges::find(sets[1], 1) == sets[1].end()) return built;
    for (const int mode : {2, 1, 3}) {
        if (std::ranges::find(sets[0], mode) == sets[0].end()) continue;
        for (const int reports : {1, 2, 0}) {
            if (reports != 0 && std::ranges::find(sets[3], reports) == sets[3].end()) continue;
            built.push_back(std::to_string(mode) + ",1," + std::to_string(pick(sets[2], {0})) + "," + std::to_string(reports) +
                            "," + std::to_string(pick(sets[4], {0, 1})));
        }
    }
    return built;
}

base::Result<bool> accepted(Dialogue& dialogue, const ModemOptions& options, const std::string& parameters,
                            base::StopToken stop) {
    auto answer = run_patiently(dialogue, {.text = "AT+CNMI=" + parameters}, options.answer_timeout,
                                dialogue.clock().now() + options.sim_wait, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    return answer->ok();
}

}  // namespace

base::Result<StoreSetup> set_up_stores(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks,
                                       base::StopToken stop) {
    return StoreChoice(dialogue, options, quirks, stop).run();
}

base::Result<void> read_store_counts(Dialogue& dialogue, const ModemOptions& options, StoreSetup& setup, base::StopToken stop) {
    auto answer = dialogue.run_optional({.text = "AT+CPMS?", .answers = {"+CPMS:"}}, options.answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    if (answer->ok()) read_current(setup, answer->parameters());
    return {};
}

base::Result<bool> set_up_announcements(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks,
                                        base::StopToken stop) {
    std::vector<std::string> tried;
    if (!quirks.first_cnmi.empty()) tried.emplace_back(quirks.first_cnmi);
    tried.insert(tried.end(), usual_cnmi.begin(), usual_cnmi.end());
    for (const std::string& parameters : tried) {
        auto taken = accepted(dialogue, options, parameters, stop);
        if (!taken || *taken) return taken;
    }
    auto offered = dialogue.run_optional({.text = "AT+CNMI=?", .answers = {"+CNMI:"}}, options.answer_timeout, stop);
    if (!offered) return base::fail(std::move(offered.error()));
    for (const std::string& parameters : built_cnmi(offered->parameters())) {
        if (std::ranges::find(tried, parameters) != tried.end()) continue;
        auto taken = accepted(dialogue, options, parameters, stop);
        if (!taken || *taken) return taken;
    }
    return false;
}

}  // namespace gsmcfg::modem
