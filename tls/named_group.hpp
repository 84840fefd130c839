// The groups of a key exchange (supported_groups), as the rule takes them.
//   find_named_group("X25519")->curve   // true
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tlsmatrix {

// NamedGroup is a group by OpenSSL's name and by the registry's. A curve serves ECDHE at any
// version (RFC 8422); the others, of finite fields (RFC 7919) and hybrids, are for TLS 1.3 alone
// here.
struct NamedGroup {
    std::string_view name;
    std::string_view iana = {};  // IANA, "TLS Supported Groups"
    std::uint16_t code = 0;
    bool curve = true;

    friend auto operator<=>(const NamedGroup&, const NamedGroup&) = default;
};

// named_groups are those that some OpenSSL has by default.
[[nodiscard]] std::span<const NamedGroup> named_groups();

// find_named_group is nullptr for a name or a code that the table has not.
[[nodiscard]] const NamedGroup* find_named_group(std::string_view name);
[[nodiscard]] const NamedGroup* find_named_group(std::uint16_t code);

// iana_group_name is the registry's name, else the number: 0x1a2b.
[[nodiscard]] std::string iana_group_name(std::uint16_t code);

}  // namespace tlsmatrix
