# Writes OUTPUT, the source file with version and commit, if it is not so already: what depends on it is then not built again.
# -DOUTPUT=… -DVERSION=… -DSOURCE_DIR=…
find_program(GIT git)
set(commit unknown)
set(date "")
if(GIT AND EXISTS ${SOURCE_DIR}/.git)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env GIT_OPTIONAL_LOCKS=0 ${GIT} -C ${SOURCE_DIR} describe --always --dirty --abbrev=12 --exclude=*
    OUTPUT_VARIABLE described
    OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET
    RESULT_VARIABLE failed)
  if(NOT failed AND described MATCHES "^[0-9a-f]+(-dirty)?$")
    set(commit ${described})
    execute_process(COMMAND ${GIT} -C ${SOURCE_DIR} log -1 --format=%cs OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
endif()
set(text
    "// Generated at each build.
#include \"gsmcfg/base/version.hpp\"

namespace gsmcfg::base {

constinit const std::string_view version = \"${VERSION}\";
constinit const std::string_view commit = \"${commit}\";
constinit const std::string_view commit_date = \"${date}\";

}  // namespace gsmcfg::base
")
set(written "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} written)
endif()
if(NOT written STREQUAL text)
  file(WRITE ${OUTPUT} "${text}")
endif()
