// What the OpenSSL is that this program runs on.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/local_library.hpp>
#include <tlsmatrix/tls/named_group.hpp>
#include <tlsmatrix/tls/openssl_profile.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix {

// openssl_version is the release that runs, with its suffix: `3.0.19`, `4.0.2-dev`.
[[nodiscard]] std::string openssl_version();

// OpensslBuild is what a build of OpenSSL says of itself, so that two can be told apart: of one
// release, too, two distributions set different defaults.
struct OpensslBuild {
    std::string release;    // 3.0.19
    std::string built_on;   // built on: Tue Jan 27 22:51:48 2026 UTC
    std::string directory;  // OPENSSLDIR: "/usr/lib/ssl"

    friend bool operator==(const OpensslBuild&, const OpensslBuild&) = default;
};

// running_build is that of the OpenSSL that runs.
[[nodiscard]] OpensslBuild running_build();

// openssl_file is the shared library that libssl came from; empty where it is linked into this
// program.
[[nodiscard]] std::string openssl_file();

// running_profile is the family of the release that runs, which need not be the one that this was
// built with: a libssl.so.3 takes the place of an older one. A release that is newer than all that
// were measured takes the newest family's.
[[nodiscard]] Profile running_profile();

// can_speak tells whether this OpenSSL has the version compiled in.
[[nodiscard]] bool can_speak(ProtocolVersion version);

// local_library is all of these as a value, and the release that this was built with.
[[nodiscard]] LocalLibrary local_library();

// library_suites are the suites of the table that this OpenSSL has compiled in and can load.
[[nodiscard]] const std::vector<const CipherSuite*>& library_suites();

// library_groups are the groups of the table that this OpenSSL has.
[[nodiscard]] const std::vector<const NamedGroup*>& library_groups();

}  // namespace tlsmatrix
