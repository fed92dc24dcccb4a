# What `cmake --install` puts where, in two components that are Debian packages too: gsmcfg and gsmcfg-modemsim.
include(GNUInstallDirs)
set(assets ${PROJECT_SOURCE_DIR}/src/assets)

install(TARGETS gsmcfg COMPONENT gsmcfg)
install(FILES ${PROJECT_BINARY_DIR}/gsmcfg.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT gsmcfg)
install(FILES ${PROJECT_BINARY_DIR}/gsmcfg.toml.5 ${PROJECT_BINARY_DIR}/gsmcfg-dialect.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5
        COMPONENT gsmcfg)
install(FILES ${PROJECT_BINARY_DIR}/gsmcfg.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME gsmcfg
        COMPONENT gsmcfg)
# Debian's zsh looks into vendor-completions, a zsh below /usr/local into site-functions.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(zsh_folder ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
else()
  set(zsh_folder ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
endif()
install(FILES ${PROJECT_BINARY_DIR}/_gsmcfg DESTINATION ${zsh_folder} COMPONENT gsmcfg)

# Copies to read: the program has them within it.
file(GLOB dialects CONFIGURE_DEPENDS ${assets}/dialects/*.toml)
install(FILES ${dialects} ${assets}/dialects/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/gsmcfg/dialects COMPONENT gsmcfg)

# systemd and udev look into lib, whatever the architecture's library folder is.
install(FILES ${assets}/systemd/gsmcfg-status.timer DESTINATION lib/systemd/system COMPONENT gsmcfg)
install(FILES ${assets}/systemd/gsmcfg.sysusers.conf DESTINATION lib/sysusers.d RENAME gsmcfg.conf COMPONENT gsmcfg)
install(FILES ${assets}/systemd/gsmcfg.tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME gsmcfg.conf COMPONENT gsmcfg)
install(FILES ${assets}/udev/60-gsmcfg.rules DESTINATION lib/udev/rules.d COMPONENT gsmcfg)
# Units name the program by its whole path, which is known only now: --prefix may still change it.
foreach(unit gsmcfg.service gsmcfg-status.service)
  install(CODE "
    file(READ \"${assets}/systemd/${unit}\" text)
    string(REPLACE \"/usr/bin/gsmcfg\" \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/gsmcfg\" text \"\${text}\")
    set(file \"\${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${unit}\")
    message(STATUS \"Installing: \$ENV{DESTDIR}\${file}\")
    file(WRITE \"\$ENV{DESTDIR}\${file}\" \"\${text}\")
    file(CHMOD \"\$ENV{DESTDIR}\${file}\" PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES \"\${file}\")
    " COMPONENT gsmcfg)
endforeach()

set(examples ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES ${assets}/init/gsmcfg.toml DESTINATION ${examples} COMPONENT gsmcfg)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sample-phones DESTINATION ${examples} COMPONENT gsmcfg)
install(DIRECTORY ${assets}/examples/ DESTINATION ${examples} USE_SOURCE_PERMISSIONS COMPONENT gsmcfg)

install(TARGETS gsmcfg-modemsim COMPONENT gsmcfg-modemsim)
install(FILES ${PROJECT_BINARY_DIR}/gsmcfg-modemsim.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT gsmcfg-modemsim)
