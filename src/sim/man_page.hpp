// gsmcfg-modemsim(1), made from what --help says.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <string>
#include <string_view>

namespace gsmcfg::sim {

// A man(7) page. `notes` is what --help says after the options, in lines as they are. `date` as troff_head() takes it.
[[nodiscard]] std::string man_page(const boost::program_options::options_description& options, std::string_view notes,
                                   std::string_view date);

}  // namespace gsmcfg::sim
