#include "gsmcfg/service/credentials.hpp"

#include <cctype>

namespace gsmcfg::service {

base::Result<base::Secret> Credentials::find(const std::string& name) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return base::fail(base::ErrorCode::not_found, name, "no such credential");
    return found->second.password;
}

std::string Credentials::hide(const std::string& text) const {
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    std::string hidden = text;
    for (const auto& [name, credential] : by_name_) {
        const auto& password = credential.password.reveal();
        for (auto at = password.empty() ? std::string::npos : hidden.find(password); at != std::string::npos;
             at = hidden.find(password, at + 1)) {
            const auto end = at + password.size();
            const bool alone = (at == 0 || !is_word(hidden[at - 1])) && (end == hidden.size() || !is_word(hidden[end]));
            if (alone) hidden.replace(at, password.size(), "***");
        }
    }
    return hidden;
}

base::Result<std::string> Credentials::name_at(const std::string& name, std::size_t step) const {
    if (step == 0) return name;
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || step > found->second.alternatives.size())
        return base::fail(base::ErrorCode::not_found, name, "no further password to try");
    return found->second.alternatives[step - 1];
}

}  // namespace gsmcfg::service
