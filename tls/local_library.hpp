// What the OpenSSL of this machine is, as data for those who do not link it.
#pragma once

#include <string>

#include <tlsmatrix/tls/openssl_profile.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// LocalLibrary is the release that runs (`3.0.19`, `4.0.2-dev`), the versions that it has compiled
// in, its family, and the release whose headers the program was built with.
struct LocalLibrary {
    std::string release;
    VersionSet versions = {};
    ReleaseFamily family = {};
    std::string built_with = {};
};

// is_another_release tells whether the program was built with another one than it runs on.
[[nodiscard]] inline bool is_another_release(const LocalLibrary& library) {
    return !library.built_with.empty() && library.built_with != library.release;
}

// library_words is the release, and behind it what the program was built with where that is another
// one: `3.5.7, built with 3.0.19`.
[[nodiscard]] inline std::string library_words(const LocalLibrary& library) {
    return is_another_release(library) ? library.release + ", built with " + library.built_with
                                       : library.release;
}

}  // namespace tlsmatrix
