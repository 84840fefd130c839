// The groups of a key exchange that a scan asks for, and what it found of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tlsmatrix/scan/preference.hpp>

namespace tlsmatrix::scan {

// scanned_groups is their numbers (IANA, "TLS Supported Groups"), in the order of asking. A finite
// field is for 1.2 too, by its parameters (RFC 7919); a hybrid with ML-KEM is for 1.3 alone.
[[nodiscard]] std::span<const std::uint16_t> scanned_groups();

// GroupReport is one group at one version.
struct GroupReport {
    std::uint16_t code = 0;
    std::optional<bool> supported = {};  // nullopt: undecided
    std::string words = {};              // why it is undecided, or what the server used instead
};

// GroupsReport is the groups of one version, those that are supported first, in the server's order
// where it has one. At 1.2 the preference is that of the curves.
struct GroupsReport {
    std::vector<GroupReport> groups = {};
    Preference preference = Preference::unclear;
};

}  // namespace tlsmatrix::scan
