// What the bench can be to a client: it bounds what a check can prove.
#pragma once

#include <cstdint>
#include <vector>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::check {

// Abilities is what servers there can be here. A value, so that plans and verdicts are pure.
struct Abilities {
    VersionSet versions = VersionSet::all();
    bool version_fixed = true;          // servers of one version alone
    std::vector<std::uint16_t> suites;  // that a handshake can be finished with

    // can_finish tells whether a server of any profile can finish a handshake with the suite.
    [[nodiscard]] bool can_finish(std::uint16_t suite) const;
};

// abilities is what this machine's OpenSSL can.
[[nodiscard]] const Abilities& abilities();

}  // namespace tlsmatrix::check
