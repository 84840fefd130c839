# TLSMATRIX_PORTABLE: one program that needs glibc and nothing else of the machine. Included once every package is found,
# with static libraries where the distribution has them.

# Debian has fmt and toml++ as shared libraries alone, and whole in their headers.
set_property(TARGET fmt::fmt PROPERTY INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY=1)
set_property(TARGET tomlplusplus::tomlplusplus PROPERTY INTERFACE_COMPILE_OPTIONS -DTOML_HEADER_ONLY=1)

# What a static libcrypto needs in its turn (zlib and zstd, say) only its .pc file tells. CMake knows of -ldl and threads.
find_program(PKG_CONFIG_EXECUTABLE pkg-config REQUIRED)
execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --static --libs-only-l libssl
                OUTPUT_VARIABLE words OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(words)
list(FILTER words EXCLUDE REGEX "^-(lssl|lcrypto|ldl|lpthread|pthread)$")
list(REMOVE_DUPLICATES words)
set(TLSMATRIX_OPENSSL_NEEDS "")
foreach(word IN LISTS words)
  string(REGEX REPLACE "^-l" "" name ${word})
  find_library(TLSMATRIX_STATIC_${name} NAMES lib${name}.a REQUIRED)
  list(APPEND TLSMATRIX_OPENSSL_NEEDS ${name})
  target_link_libraries(OpenSSL::Crypto INTERFACE ${TLSMATRIX_STATIC_${name}})
endforeach()

# Static libraries alone are no promise: scripts/release looks at what the program needs in the end.
add_link_options(-static-libstdc++ -static-libgcc -Wl,--as-needed)
add_compile_options(-ffile-prefix-map=${PROJECT_BINARY_DIR}/=)
