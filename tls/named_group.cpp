#include <algorithm>

#include <tlsmatrix/tls/named_group.hpp>

namespace tlsmatrix {
namespace {

constexpr NamedGroup table[] = {
    {"X25519", true},
    {"P-256", true},
    {"X448", true},
    {"P-521", true},
    {"P-384", true},
    {"ffdhe2048", false},
    {"ffdhe3072", false},
    {"ffdhe4096", false},
    {"ffdhe6144", false},
    {"ffdhe8192", false},
    {"X25519MLKEM768", false},
    {"SecP256r1MLKEM768", false},
    {"SecP384r1MLKEM1024", false},
};

}  // namespace

std::span<const NamedGroup> named_groups() {
    return table;
}

const NamedGroup* find_named_group(std::string_view name) {
    const auto* found = std::ranges::find(table, name, &NamedGroup::name);
    return found == std::end(table) ? nullptr : found;
}

}  // namespace tlsmatrix
