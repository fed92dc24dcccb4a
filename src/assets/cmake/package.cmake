# The Debian packages, made by `cpack` in a build that is installed below /usr: scripts/package.sh.
set(GSMCFG_PACKAGE_VERSION ${PROJECT_VERSION}-1 CACHE STRING "Version of the Debian packages")
set(GSMCFG_MAINTAINER "gsmcfg maintainers <root@localhost>" CACHE STRING "Who maintains the Debian packages")
set(debian ${PROJECT_SOURCE_DIR}/src/assets/debian)
set(made ${PROJECT_BINARY_DIR}/debian)

# Reproducible: the time of the commit, where scripts/package.sh gives it.
string(TIMESTAMP changed "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(changelog "gsmcfg (${GSMCFG_PACKAGE_VERSION}) bookworm; urgency=medium

  * Version ${PROJECT_VERSION}; what is new is in changelog.gz.

 -- ${GSMCFG_MAINTAINER}  ${changed}
")
file(WRITE ${made}/changelog.Debian "${changelog}")
find_program(GZIP gzip REQUIRED)
foreach(text ${made}/changelog.Debian ${PROJECT_SOURCE_DIR}/CHANGELOG.md)
  get_filename_component(name ${text} NAME)
  string(REPLACE "CHANGELOG.md" "changelog" name ${name})
  execute_process(COMMAND ${GZIP} -9nc ${text} OUTPUT_FILE ${made}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
endforeach()
foreach(script postinst prerm postrm)
  configure_file(${debian}/${script} ${made}/${script} COPYONLY
                 FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
endforeach()
configure_file(${debian}/conffiles ${made}/conffiles COPYONLY)

# Debian wants manual pages in gzip.
function(compress_pages component)
  foreach(page ${ARGN})
    install(CODE "execute_process(COMMAND ${GZIP} -9nf \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/${page}\"
                                  COMMAND_ERROR_IS_FATAL ANY)" COMPONENT ${component})
  endforeach()
endfunction()
compress_pages(gsmcfg man1/gsmcfg.1 man5/gsmcfg.toml.5 man5/gsmcfg-dialect.5)
compress_pages(gsmcfg-modemsim man1/gsmcfg-modemsim.1)

foreach(component gsmcfg gsmcfg-modemsim)
  set(documents ${CMAKE_INSTALL_DATADIR}/doc/${component})
  file(WRITE ${made}/lintian/${component} "# For archives of one's own.\n${component}: initial-upload-closes-no-bugs\n")
  install(FILES ${made}/lintian/${component} DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides COMPONENT ${component})
  install(FILES ${debian}/copyright ${made}/changelog.Debian.gz ${made}/changelog.gz DESTINATION ${documents} COMPONENT ${component})
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/docs/several-hosts.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/gsmcfg COMPONENT gsmcfg)
install(FILES ${PROJECT_SOURCE_DIR}/src/assets/init/gsmcfg.toml DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/gsmcfg COMPONENT gsmcfg)

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL gsmcfg gsmcfg-modemsim)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_NAME gsmcfg)
set(CPACK_PACKAGE_VERSION ${GSMCFG_PACKAGE_VERSION})
set(CPACK_PACKAGE_CONTACT ${GSMCFG_MAINTAINER})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_DEBIAN_GSMCFG_PACKAGE_NAME gsmcfg)
set(CPACK_DEBIAN_GSMCFG_PACKAGE_SECTION comm)
# The maintainer scripts: account, folder, and dpkg's ways with units.
set(CPACK_DEBIAN_GSMCFG_PACKAGE_DEPENDS
    "systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles, tzdata")
set(CPACK_DEBIAN_GSMCFG_PACKAGE_RECOMMENDS "libpq5")  # loaded on demand, so that shlibdeps does not see it
set(CPACK_DEBIAN_GSMCFG_PACKAGE_SUGGESTS "gsmcfg-modemsim, usb-modeswitch, uhubctl")
set(CPACK_DEBIAN_GSMCFG_PACKAGE_CONTROL_EXTRA ${made}/postinst ${made}/prerm ${made}/postrm ${made}/conffiles)
set(CPACK_DEBIAN_GSMCFG_DESCRIPTION
    "configures the GSM modules of electricity meters by SMS
Sends settings to lists of meters through GSM modems (serial, USB or TCP),
matches every reply, compares every value with what was wanted, and says at
the end which meters are right and what is wrong with the others. What was
interrupted goes on where it was. Energomera GS04 and GB04, and devices that
are described in a file.
.
A service owns the modems, runs campaigns, and files what is received.")

set(CPACK_DEBIAN_GSMCFG-MODEMSIM_PACKAGE_NAME gsmcfg-modemsim)
set(CPACK_DEBIAN_GSMCFG-MODEMSIM_PACKAGE_SECTION comm)
set(CPACK_DEBIAN_GSMCFG-MODEMSIM_PACKAGE_SUGGESTS gsmcfg)
set(CPACK_DEBIAN_GSMCFG-MODEMSIM_DESCRIPTION
    "simulates GSM modems, a network and meters behind them
Modems on pseudo-terminals that answer AT commands as those of many makes do,
and meters that answer SMS, or fail in a way you choose: for trying gsmcfg, or
any other program that sends SMS through a modem, without paying for one.")
include(CPack)
