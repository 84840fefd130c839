# tlsmatrix_library(<room> SOURCES ... DEPENDS <our rooms> LINK <public> LINK_PRIVATE <private>)
# makes the library of a room, tlsmatrix_<room>, and its alias tlsmatrix::<room>. What a room may
# include is what it links, so most breaches of the direction are link errors. Every header is
# <tlsmatrix/ROOM/NAME.hpp>, in the tree as where it is installed; those in a folder `detail` are
# for inside and are not installed.
function(tlsmatrix_library room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LINK;LINK_PRIVATE")
  set(target tlsmatrix_${room})
  set(include_root ${PROJECT_BINARY_DIR}/include)
  file(MAKE_DIRECTORY ${include_root}/tlsmatrix)
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${include_root}/tlsmatrix/${room} SYMBOLIC)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}
       ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  list(FILTER headers EXCLUDE REGEX "(^|/)detail/|^tlsmatrix/")
  list(TRANSFORM headers PREPEND ${include_root}/tlsmatrix/${room}/)

  add_library(${target} STATIC ${arg_SOURCES})
  add_library(tlsmatrix::${room} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${room})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${include_root} FILES ${headers})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${include_root}>)
  list(TRANSFORM arg_DEPENDS PREPEND tlsmatrix::)
  target_link_libraries(${target} PUBLIC ${arg_DEPENDS} ${arg_LINK} PRIVATE ${arg_LINK_PRIVATE}
                                  $<BUILD_INTERFACE:tlsmatrix_options>)
endfunction()
