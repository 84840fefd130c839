// The groups of a key exchange that a scan asks for, and what it found of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/scan/preference.hpp>

namespace tlsmatrix::scan {

// ScannedGroup is a row of IANA's "TLS Supported Groups". A finite field is for 1.2 too, by its
// parameters (RFC 7919); a hybrid with ML-KEM is for 1.3 alone.
struct ScannedGroup {
    enum class Kind { curve, finite_field, hybrid };

    std::uint16_t code = 0;
    std::string_view name;
    Kind kind = Kind::curve;
};

[[nodiscard]] std::span<const ScannedGroup> scanned_groups();

// group_name is IANA's name, else the number: 0x1a2b.
[[nodiscard]] std::string group_name(std::uint16_t code);

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
