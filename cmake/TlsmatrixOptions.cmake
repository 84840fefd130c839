# tlsmatrix_options carries how our own code is compiled; nothing of it reaches who links us.
add_library(tlsmatrix_options INTERFACE)
target_compile_options(tlsmatrix_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wformat=2
  $<$<BOOL:${TLSMATRIX_WARNINGS_AS_ERRORS}>:-Werror>)

# -O3 costs time to compile and gains nothing: the work is in libcrypto.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# g++ 12 takes the two halves of Asio's coroutine frame allocation for a mismatch once it inlines.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options($<$<CONFIG:Release>:-Wno-mismatched-new-delete>)
endif()

# Files that are compiled together stand in each other's anonymous namespaces: none of them is in a
# header, which is what g++ warns of.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-subobject-linkage)
endif()

# No object names the place where it was compiled: packages are the same from everywhere.
add_compile_options(-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)

# Hardening as Debian's dpkg-buildflags has it.
target_compile_options(tlsmatrix_options INTERFACE -fstack-protector-strong
  $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()
add_link_options(-Wl,-z,relro,-z,now)

if(TLSMATRIX_SANITIZER)
  add_compile_options(-fsanitize=${TLSMATRIX_SANITIZER} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TLSMATRIX_SANITIZER})
  if(TLSMATRIX_SANITIZER STREQUAL "undefined")
    # vptr asks a pipe whether an object can be read, and calls each one bad where a test has left no
    # descriptor for that.
    add_compile_options(-fno-sanitize-recover=all -fno-sanitize=vptr)
  elseif(TLSMATRIX_SANITIZER STREQUAL "thread")
    # GCC's ThreadSanitizer does not understand the fences that Asio uses around handlers.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
    add_compile_options(-Wno-tsan)
  endif()
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
