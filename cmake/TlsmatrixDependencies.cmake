# Everything comes from the distribution's packages; nothing is downloaded at configure time.
if(TLSMATRIX_PORTABLE)
  set(OPENSSL_USE_STATIC_LIBS TRUE)
  set(Boost_USE_STATIC_LIBS ON)
endif()
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)

# Debian 12's default Boost, 1.74, cannot compile Asio's coroutines with as_tuple, and its -dev
# package cannot be installed beside libboost1.81-dev.
find_package(Boost 1.81 QUIET CONFIG COMPONENTS json url)
if(NOT Boost_FOUND)
  message(FATAL_ERROR
    "Boost 1.81 or newer with json and url is missing. On Debian 12: apt-get install "
    "libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev (this removes libboost1.74-dev, "
    "which cannot be installed beside it); elsewhere: libboost-dev libboost-json-dev libboost-url-dev.")
endif()
if(TLSMATRIX_PORTABLE)
  include(TlsmatrixPortable)
endif()
