# Script half of gsmcfg_embed: writes OUTPUT with the octets of FILES (separated by |) in gsmcfg::embedded::NAMESPACE.
string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(entries "")
set(index 0)
foreach(file ${files})
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1,\n" octets "${hex}")
  get_filename_component(name ${file} NAME)
  string(APPEND arrays "const unsigned char octets_${index}[] = {\n${octets}0};\n")
  string(APPEND entries "    {\"${name}\", std::string_view(reinterpret_cast<const char*>(octets_${index}), sizeof octets_${index} - 1)},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Generated from the files named below.
#include \"gsmcfg/base/embedded.hpp\"

namespace gsmcfg::embedded::${NAMESPACE} {
namespace {

${arrays}
const base::EmbeddedFile table[] = {
${entries}};

}  // namespace

std::span<const base::EmbeddedFile> files() { return table; }

}  // namespace gsmcfg::embedded::${NAMESPACE}
")
