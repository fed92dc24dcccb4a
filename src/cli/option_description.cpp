#include "option_description.hpp"

#include <string>
#include <vector>

namespace gsmcfg::cli {

namespace po = boost::program_options;

void add_option(po::options_description& description, const OptionSpec& option) {
    const std::string name(option.name);
    const std::string help(option.help);
    if (option.argument.empty()) {
        description.add_options()(name.c_str(), help.c_str());
        return;
    }
    auto* value = po::value<std::vector<std::string>>()->value_name(std::string(option.argument));
    description.add_options()(name.c_str(), value, help.c_str());
}

}  // namespace gsmcfg::cli
