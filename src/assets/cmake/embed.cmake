# gsmcfg_embed(OUTPUT_VARIABLE NAMESPACE file…): a C++ source with the files' octets and the function
# `std::span<const base::EmbeddedFile> files()` in gsmcfg::embedded::NAMESPACE.
function(gsmcfg_embed output_variable namespace)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${namespace}.cpp)
  set(files)
  foreach(file ${ARGN})
    get_filename_component(absolute ${file} ABSOLUTE)
    list(APPEND files ${absolute})
  endforeach()
  string(REPLACE ";" "|" joined "${files}")
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAMESPACE=${namespace} "-DFILES=${joined}" -P
            ${PROJECT_SOURCE_DIR}/src/assets/cmake/write_embedded.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/src/assets/cmake/write_embedded.cmake
    VERBATIM)
  set(${output_variable} ${output} PARENT_SCOPE)
endfunction()
