#include "gsmcfg/service/credentials.hpp"

namespace gsmcfg::service {

base::Result<base::Secret> Credentials::find(const std::string& name) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return base::fail(base::ErrorCode::not_found, name, "no such credential");
    return found->second.password;
}

base::Result<std::string> Credentials::name_at(const std::string& name, std::size_t step) const {
    if (step == 0) return name;
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || step > found->second.alternatives.size())
        return base::fail(base::ErrorCode::not_found, name, "no further password to try");
    return found->second.alternatives[step - 1];
}

}  // namespace gsmcfg::service
