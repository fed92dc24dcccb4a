#include "gsmcfg/service/credentials.hpp"

#include <algorithm>
#include <cctype>

namespace gsmcfg::service {
namespace {

constexpr std::string_view mask_sign = "***";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Wherever it stands by itself. Shorter ones, and mere signs, are in every text.
void hide_word(std::string& text, std::string_view password) {
    constexpr std::size_t shortest = 4;
    if (password.size() < shortest || std::ranges::none_of(password, is_word)) return;
    for (auto at = text.find(password); at != std::string::npos;) {
        const auto end = at + password.size();
        const bool alone = (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
        if (alone) text.replace(at, password.size(), mask_sign);
        at = text.find(password, at + (alone ? mask_sign.size() : 1));
    }
}

}  // namespace

base::Result<base::Secret> Credentials::find(const std::string& name) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return base::fail(base::ErrorCode::not_found, name, "no such credential");
    return found->second.password;
}

std::string Credentials::hide(const std::string& text) const {
    std::string hidden = text;
    for (const auto word : words()) hide_word(hidden, word);
    return hidden;
}

std::vector<std::string_view> Credentials::words() const {
    std::vector<std::string_view> found;
    for (const auto& [name, credential] : by_name_) {
        const std::string_view password = credential.password.reveal();
        // LOGIN:PASSWORD goes on the air as two words.
        if (const auto colon = password.find(':'); colon != std::string_view::npos) found.push_back(password.substr(colon + 1));
        found.push_back(password);
    }
    return found;
}

base::Result<std::string> Credentials::name_at(const std::string& name, std::size_t step) const {
    if (step == 0) return name;
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || step > found->second.alternatives.size())
        return base::fail(base::ErrorCode::not_found, name, "no further password to try");
    return found->second.alternatives[step - 1];
}

}  // namespace gsmcfg::service
