// What the OpenSSL of this machine is, as data for those who do not link it.
#pragma once

#include <string>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// LocalLibrary is the release that runs (`3.0.19`) and the versions that it has compiled in.
struct LocalLibrary {
    std::string release;
    VersionSet versions;
};

}  // namespace tlsmatrix
