# What `cmake --install` puts where, and what `cpack` makes of it: tlsmatrix, the program, and
# libtlsmatrix-dev, the libraries to embed. The components are runtime and development.
option(TLSMATRIX_INSTALL "Make install rules and packages" ${PROJECT_IS_TOP_LEVEL})
if(NOT TLSMATRIX_INSTALL)
  return()
endif()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS tlsmatrix RUNTIME COMPONENT runtime)

# --- Libraries and headers -------------------------------------------------------------------

# In the order in which a linker must see them: each before what it uses.
set(TLSMATRIX_LIBRARIES fixture reproduce peers doctor check matrix client server certs scan relay rule engine
                        report process tls base)
set(TLSMATRIX_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/tlsmatrix)
list(TRANSFORM TLSMATRIX_LIBRARIES PREPEND tlsmatrix_ OUTPUT_VARIABLE targets)
install(TARGETS ${targets} EXPORT tlsmatrix-targets ARCHIVE COMPONENT development
        FILE_SET HEADERS COMPONENT development)
install(EXPORT tlsmatrix-targets NAMESPACE tlsmatrix:: DESTINATION ${TLSMATRIX_CMAKE_DIR}
        COMPONENT development)

# --- How other projects find them ------------------------------------------------------------

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/tlsmatrix-config.cmake.in
                              ${PROJECT_BINARY_DIR}/tlsmatrix-config.cmake
                              INSTALL_DESTINATION ${TLSMATRIX_CMAKE_DIR}
                              NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change anything.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tlsmatrix-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tlsmatrix-config.cmake
              ${PROJECT_BINARY_DIR}/tlsmatrix-config-version.cmake
        DESTINATION ${TLSMATRIX_CMAKE_DIR} COMPONENT development)

# The prefix is told from where the .pc file lies, so that a moved tree still works.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
           BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE TLSMATRIX_PC_PREFIX)
list(TRANSFORM TLSMATRIX_LIBRARIES PREPEND -ltlsmatrix_ OUTPUT_VARIABLE TLSMATRIX_PC_LIBRARIES)
list(JOIN TLSMATRIX_PC_LIBRARIES " " TLSMATRIX_PC_LIBRARIES)
set(TLSMATRIX_PC_BOOST_CFLAGS "")
set(TLSMATRIX_PC_BOOST_LIBDIR "")
list(GET Boost_INCLUDE_DIRS 0 boost_include)
if(NOT boost_include IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
  set(TLSMATRIX_PC_BOOST_CFLAGS "-I${boost_include}")
endif()
foreach(directory IN LISTS Boost_LIBRARY_DIRS)
  cmake_path(NORMAL_PATH directory)
  string(REGEX REPLACE "/$" "" directory ${directory})
  if(NOT directory IN_LIST CMAKE_CXX_IMPLICIT_LINK_DIRECTORIES)
    set(TLSMATRIX_PC_BOOST_LIBDIR "-L${directory} ")
  endif()
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/cmake/tlsmatrix.pc.in ${PROJECT_BINARY_DIR}/tlsmatrix.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tlsmatrix.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)

# --- Manual page and completions -------------------------------------------------------------

# The program writes them itself, so that they cannot differ from its help. A program for another
# machine cannot be asked, except through an emulator.
if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
  # tlsmatrix_install_words(<file name> <directory> <argument>...) installs what the program says.
  function(tlsmatrix_install_words name directory)
    install(CODE "
      execute_process(
        COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} \"$<TARGET_FILE:tlsmatrix>\" ${ARGN}
        OUTPUT_FILE \"${PROJECT_BINARY_DIR}/words/${name}\" COMMAND_ERROR_IS_FATAL ANY)
      file(INSTALL \"${PROJECT_BINARY_DIR}/words/${name}\"
           DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${directory}\")" COMPONENT runtime)
  endfunction()
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/words)
  tlsmatrix_install_words(tlsmatrix.1 ${CMAKE_INSTALL_MANDIR}/man1 man)
  tlsmatrix_install_words(tlsmatrix ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
                          completion bash)
  tlsmatrix_install_words(_tlsmatrix ${CMAKE_INSTALL_DATADIR}/zsh/site-functions completion zsh)
  tlsmatrix_install_words(tlsmatrix.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
                          completion fish)
endif()
include(TlsmatrixSbom)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${TLSMATRIX_SBOM}
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

# --- Debian packages -------------------------------------------------------------------------

# A package must name somebody, and whoever builds it answers for it. The default says that nobody is
# named: mail to .invalid goes nowhere (RFC 2606).
set(TLSMATRIX_MAINTAINER "the tlsmatrix authors <nobody@tlsmatrix.invalid>" CACHE STRING
    "Who answers for the Debian packages: Name <address>")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tlsmatrix)
set(CPACK_PACKAGE_VENDOR "the tlsmatrix authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "TLS version bench: pinned servers and allow-list clients")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
    "HTTPS servers pinned to exactly the TLS versions you choose, a client that\n\
accepts exactly the versions you list, and a matrix that proves what happens\n\
between any two, with evidence from both ends of the wire. For regression\n\
suites in any language.")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
    "Static libraries and headers of tlsmatrix, to embed its pinned servers and its\n\
client in C++ test suites.")
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${TLSMATRIX_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME tlsmatrix)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION net)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libtlsmatrix-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)

# What the program needs is read from it. Without dpkg-shlibdeps a package would claim to need
# nothing, so there it is left to who makes it.
find_program(DPKG_SHLIBDEPS_PROGRAM dpkg-shlibdeps)
mark_as_advanced(DPKG_SHLIBDEPS_PROGRAM)
if(DPKG_SHLIBDEPS_PROGRAM)
  set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
endif()
# The archives hold calls into exactly this Boost and this major version of fmt, whose names carry
# it, so another would not link.
set(boost_version ${Boost_VERSION_MAJOR}.${Boost_VERSION_MINOR}-dev)
string(REGEX MATCH "^[0-9]+" fmt_major ${fmt_VERSION})
math(EXPR fmt_next "${fmt_major} + 1")
string(CONCAT CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
       "libboost${boost_version}, libboost-json${boost_version}, libboost-url${boost_version}, "
       "libfmt-dev (>= ${fmt_major}), libfmt-dev (<< ${fmt_next}), libssl-dev (>= 3.0), libtomlplusplus-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "libgmock-dev, tlsmatrix")

# Debian's own rules for a package's documents hold in the staged trees alone: an ordinary install
# has neither compressed pages nor a Debian changelog.
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(changelog "tlsmatrix (${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; \
urgency=medium\n\n  * Packaged by CPack; changelog.gz of tlsmatrix has what users notice.\n\n \
-- ${TLSMATRIX_MAINTAINER}  ${now}\n")
file(WRITE ${PROJECT_BINARY_DIR}/debian/changelog.Debian "${changelog}")
file(STRINGS ${PROJECT_SOURCE_DIR}/LICENSE license_lines REGEX "Copyright")
string(REGEX REPLACE ".*\\(c\\) *" "" holder "${license_lines}")
file(READ ${PROJECT_SOURCE_DIR}/LICENSE license)
string(REGEX REPLACE "^MIT License\n+Copyright[^\n]*\n+" "" license "${license}")
string(STRIP "${license}" license)
string(REPLACE "\n\n" "\n.\n" license "${license}")
string(REPLACE "\n" "\n " license "${license}")
file(WRITE ${PROJECT_BINARY_DIR}/debian/copyright
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: tlsmatrix

Files: *
Copyright: ${holder}
License: Expat

License: Expat
 ${license}
")
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/debian/documents.cmake @ONLY CONTENT [=[
cmake_policy(VERSION 3.25)
foreach(tree IN ITEMS runtime:tlsmatrix development:libtlsmatrix-dev)
  string(REPLACE ":" ";" tree ${tree})
  list(GET tree 0 component)
  list(GET tree 1 package)
  set(share "${CPACK_TEMPORARY_DIRECTORY}/${component}/usr/share")
  set(documents "${share}/doc/${package}")
  file(COPY "@PROJECT_BINARY_DIR@/debian/copyright" "@PROJECT_BINARY_DIR@/debian/changelog.Debian"
       DESTINATION ${documents})
  set(compressed ${documents}/changelog.Debian)
  if(component STREQUAL "runtime")
    file(REMOVE ${documents}/LICENSE)
    file(RENAME ${documents}/CHANGELOG.md ${documents}/changelog)
    # Debian's zsh looks here.
    file(RENAME ${share}/zsh/site-functions ${share}/zsh/vendor-completions)
    list(APPEND compressed ${documents}/changelog ${share}/man/man1/tlsmatrix.1)
  endif()
  execute_process(COMMAND gzip -9nf ${compressed} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
]=])
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_BINARY_DIR}/debian/documents.cmake)
include(CPack)

if(TLSMATRIX_TESTS)
  add_subdirectory(tests/install)
endif()
