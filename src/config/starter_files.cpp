#include "gsmcfg/config/starter_files.hpp"

#include "gsmcfg/base/embedded.hpp"

#include <stdexcept>
#include <string>

namespace gsmcfg::embedded::init {
std::span<const base::EmbeddedFile> files();
}

namespace gsmcfg::config {
namespace {

std::string_view embedded(std::string_view name) {
    for (const auto& file : gsmcfg::embedded::init::files())
        if (file.name == name) return file.text;
    throw std::logic_error("not embedded: " + std::string(name));
}

}  // namespace

std::string_view template_text() { return embedded("gsmcfg.toml"); }
std::string_view profile_template() { return embedded("profile.toml"); }
std::string_view phones_template() { return embedded("phones.csv"); }

}  // namespace gsmcfg::config
