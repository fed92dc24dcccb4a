#include "modem/store_names.hpp"

#include <algorithm>

namespace gsmcfg::modem {

StoreNames StoreOffer::readable() const {
    StoreNames names;
    for (const StoreNames& set : sets) {
        for (const std::string& name : set) {
            if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
        }
        if (bracketed) break;
    }
    return names;
}

StoreOffer parse_store_offer(std::string_view parameters) {
    auto fields = at::split_fields(parameters);
    if (fields.size() == 1 && fields.front().text.starts_with("((")) {
        const std::string inner = fields.front().text.substr(1, fields.front().text.size() - 2);
        fields = at::split_fields(inner);
    }
    StoreOffer offer;
    offer.bracketed = !fields.empty() && fields.front().text.starts_with('(');
    for (const at::Field& field : fields) offer.sets.push_back(at::string_set(field.text));
    return offer;
}

StoreNames current_stores(std::string_view parameters) {
    StoreNames names;
    for (const at::Field& field : at::split_fields(parameters)) {
        if (!field.number() && !field.text.empty()) names.push_back(field.text);
    }
    return names;
}

StoreCounts first_counts(std::string_view parameters) {
    const auto fields = at::split_fields(parameters);
    const std::size_t first = !fields.empty() && !fields.front().number() ? 1 : 0;
    if (fields.size() <= first + 1) return {};
    return {count_of(fields[first]), count_of(fields[first + 1])};
}

std::optional<std::size_t> count_of(const at::Field& field) {
    const auto number = field.number();
    return number && *number >= 0 ? std::optional(static_cast<std::size_t>(*number)) : std::nullopt;
}

std::string quoted_list(const StoreNames& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "\"" : ",\"") + name + "\"";
    return text;
}

}  // namespace gsmcfg::modem
