// Our options in the words of Boost.
#pragma once

#include "command.hpp"

#include <boost/program_options.hpp>

namespace gsmcfg::cli {

void add_option(boost::program_options::options_description& description, const OptionSpec& option);

}  // namespace gsmcfg::cli
