#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/tls/named_group.hpp>

namespace tlsmatrix {
namespace {

constexpr NamedGroup table[] = {
    {"X25519", "x25519", 0x001d, true},
    {"P-256", "secp256r1", 0x0017, true},
    {"X448", "x448", 0x001e, true},
    {"P-521", "secp521r1", 0x0019, true},
    {"P-384", "secp384r1", 0x0018, true},
    {"ffdhe2048", "ffdhe2048", 0x0100, false},
    {"ffdhe3072", "ffdhe3072", 0x0101, false},
    {"ffdhe4096", "ffdhe4096", 0x0102, false},
    {"ffdhe6144", "ffdhe6144", 0x0103, false},
    {"ffdhe8192", "ffdhe8192", 0x0104, false},
    {"X25519MLKEM768", "X25519MLKEM768", 0x11ec, false},
    {"SecP256r1MLKEM768", "SecP256r1MLKEM768", 0x11eb, false},
    {"SecP384r1MLKEM1024", "SecP384r1MLKEM1024", 0x11ed, false},
};

}  // namespace

std::span<const NamedGroup> named_groups() {
    return table;
}

const NamedGroup* find_named_group(std::string_view name) {
    const auto* found = std::ranges::find(table, name, &NamedGroup::name);
    return found == std::end(table) ? nullptr : found;
}

const NamedGroup* find_named_group(std::uint16_t code) {
    const auto* found = std::ranges::find(table, code, &NamedGroup::code);
    return found == std::end(table) ? nullptr : found;
}

std::string iana_group_name(std::uint16_t code) {
    const NamedGroup* group = find_named_group(code);
    return group == nullptr ? fmt::format("0x{:04x}", code) : std::string(group->iana);
}

}  // namespace tlsmatrix
