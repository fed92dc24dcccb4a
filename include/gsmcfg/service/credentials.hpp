// The passwords by name. The store and the logs know the names only.
#pragma once

#include "gsmcfg/base/result.hpp"
#include "gsmcfg/base/secret.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gsmcfg::service {

struct Credential {
    base::Secret password;
    std::vector<std::string> alternatives;  // names to try, in this order, once each, when a meter refuses this one (0x02)
};

// Filled before the first worker starts, then only read: safe from any thread.
class Credentials {
public:
    void add(std::string name, Credential credential) { by_name_.insert_or_assign(std::move(name), std::move(credential)); }
    [[nodiscard]] bool has(const std::string& name) const { return by_name_.contains(name); }
    // Errors: not_found.
    [[nodiscard]] base::Result<base::Secret> find(const std::string& name) const;
    // The text with each of the passwords in it, where it stands as a word, as ***.
    [[nodiscard]] std::string hide(const std::string& text) const;
    // What may be seen of them on the air: each password, and of LOGIN:PASSWORD the password alone too.
    [[nodiscard]] std::vector<std::string_view> words() const;
    // The name to use at a step: 0 = `name` itself, n = its n-th alternative. Errors: not_found when there are no more.
    [[nodiscard]] base::Result<std::string> name_at(const std::string& name, std::size_t step) const;

private:
    std::map<std::string, Credential> by_name_;
};

}  // namespace gsmcfg::service
