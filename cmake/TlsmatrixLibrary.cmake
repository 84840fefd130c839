# tlsmatrix_library(<folder> SOURCES ... DEPENDS <our folders> LINK <public> LINK_PRIVATE <private>)
# makes the library of a folder, tlsmatrix_<folder>, and its alias tlsmatrix::<folder>. What a
# folder may include is what it links, so most breaches of the direction are link errors.
function(tlsmatrix_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LINK;LINK_PRIVATE")
  set(target tlsmatrix_${folder})
  add_library(${target} STATIC ${arg_SOURCES})
  add_library(tlsmatrix::${folder} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${folder})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                                              $<INSTALL_INTERFACE:include/tlsmatrix>)
  list(TRANSFORM arg_DEPENDS PREPEND tlsmatrix::)
  target_link_libraries(${target} PUBLIC ${arg_DEPENDS} ${arg_LINK} PRIVATE ${arg_LINK_PRIVATE}
                                  $<BUILD_INTERFACE:tlsmatrix_options>)
endfunction()
