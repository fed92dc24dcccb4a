#include "modem/store_setup.hpp"

#include "gsmcfg/at/fields.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using Stores = std::vector<std::string>;

constexpr auto store_timeout = 20s;

// One set for each of mem1, mem2, mem3: "("SM","ME"),("SM")", or the same in one more bracket.
std::vector<Stores> parse_store_sets(std::string_view text) {
    auto fields = at::split_fields(text);
    if (fields.size() == 1 && fields.front().text.starts_with("((")) {
        const std::string inner = fields.front().text.substr(1, fields.front().text.size() - 2);
        fields = at::split_fields(inner);
    }
    std::vector<Stores> sets;
    for (const at::Field& field : fields) sets.push_back(at::string_set(field.text));
    return sets;
}

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

std::string quoted_list(const Stores& stores, std::size_t first) {
    std::string text;
    for (std::size_t i = first; i < stores.size(); ++i) text += (i == 0 ? "\"" : ",\"") + stores[i] + "\"";
    return text;
}

// "+CPMS: used,total,…" of the set form, or "+CPMS: "SM",used,total,…" of the query.
void read_counts(StoreSetup& setup, std::string_view parameters) {
    const auto fields = at::split_fields(parameters);
    const std::size_t first = !fields.empty() && !fields.front().number() ? 1 : 0;
    if (fields.size() < first + 2) return;
    setup.used = static_cast<std::size_t>(std::max(fields[first].number().value_or(0), 0));
    setup.total = static_cast<std::size_t>(std::max(fields[first + 1].number().value_or(0), 0));
}

StoreSetup chosen(const Stores& stores, const std::vector<Stores>& sets, const Answer& answer) {
    StoreSetup setup;
    setup.selected = stores.front();
    setup.receiving = stores.size() == 3 ? stores[2] : stores.front();
    setup.others = quoted_list(stores, 1);
    setup.readable = sets.empty() ? Stores{} : sets.front();
    if (!contains(setup.readable, setup.selected)) setup.readable.push_back(setup.selected);
    read_counts(setup, answer.parameters());
    return setup;
}

constexpr std::array usual_cnmi{"2,1,0,1,0", "2,1,0,0,0", "1,1,0,1,0", "1,1,0,0,0"};

int pick(const std::vector<int>& allowed, std::initializer_list<int> wanted) {
    for (const int value : wanted) {
        if (std::ranges::find(allowed, value) != allowed.end()) return value;
    }
    return allowed.empty() ? 0 : allowed.front();
}

// What the modem says that it takes; nothing if it can't store and announce.
std::optional<std::string> built_cnmi(std::string_view parameters) {
    std::vector<std::vector<int>> sets;
    for (const at::Field& field : at::split_fields(parameters)) sets.push_back(at::number_set(field.text));
    sets.resize(5);
    if (std::ranges::find(sets[1], 1) == sets[1].end()) return std::nullopt;
    return std::to_string(pick(sets[0], {2, 1, 3, 0})) + ",1," + std::to_string(pick(sets[2], {0})) + "," +
           std::to_string(pick(sets[3], {1, 2, 0})) + "," + std::to_string(pick(sets[4], {0, 1}));
}

base::Result<bool> accepted(Dialogue& dialogue, const ModemOptions& options, const std::string& parameters,
                            base::StopToken stop) {
    auto answer = dialogue.run_optional({.text = "AT+CNMI=" + parameters}, options.answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    return answer->ok();
}

}  // namespace

base::Result<StoreSetup> set_up_stores(Dialogue& dialogue, base::StopToken stop) {
    auto offered = dialogue.run_optional({.text = "AT+CPMS=?", .answers = {"+CPMS:"}}, store_timeout, stop);
    if (!offered) return base::fail(std::move(offered.error()));
    const auto sets = parse_store_sets(offered->parameters());
    for (const Stores& stores : candidates(sets)) {
        auto answer =
            dialogue.run_optional({.text = "AT+CPMS=" + quoted_list(stores, 0), .answers = {"+CPMS:"}}, store_timeout, stop);
        if (!answer) return base::fail(std::move(answer.error()));
        if (answer->ok()) return chosen(stores, sets, *answer);
    }
    StoreSetup unset;
    auto current = dialogue.run_optional({.text = "AT+CPMS?", .answers = {"+CPMS:"}}, store_timeout, stop);
    if (!current) return base::fail(std::move(current.error()));
    const auto fields = at::split_fields(current->parameters());
    if (!fields.empty() && fields.front().quoted) unset.receiving = unset.selected = fields.front().text;
    read_counts(unset, current->parameters());
    return unset;
}

base::Result<bool> set_up_announcements(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks,
                                        base::StopToken stop) {
    if (!quirks.first_cnmi.empty()) {
        auto taken = accepted(dialogue, options, std::string(quirks.first_cnmi), stop);
        if (!taken || *taken) return taken;
    }
    for (const char* const parameters : usual_cnmi) {
        auto taken = accepted(dialogue, options, parameters, stop);
        if (!taken || *taken) return taken;
    }
    auto offered = dialogue.run_optional({.text = "AT+CNMI=?", .answers = {"+CNMI:"}}, options.answer_timeout, stop);
    if (!offered) return base::fail(std::move(offered.error()));
    const auto parameters = built_cnmi(offered->parameters());
    return parameters ? accepted(dialogue, options, *parameters, stop) : false;
}

}  // namespace gsmcfg::modem
