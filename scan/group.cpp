#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/scan/group.hpp>

namespace tlsmatrix::scan {

std::span<const ScannedGroup> scanned_groups() {
    using enum ScannedGroup::Kind;
    static constexpr std::array<ScannedGroup, 13> groups{{
        {0x001d, "x25519", curve},
        {0x0017, "secp256r1", curve},
        {0x0018, "secp384r1", curve},
        {0x0019, "secp521r1", curve},
        {0x001e, "x448", curve},
        {0x0100, "ffdhe2048", finite_field},
        {0x0101, "ffdhe3072", finite_field},
        {0x0102, "ffdhe4096", finite_field},
        {0x0103, "ffdhe6144", finite_field},
        {0x0104, "ffdhe8192", finite_field},
        {0x11ec, "X25519MLKEM768", hybrid},
        {0x11eb, "SecP256r1MLKEM768", hybrid},
        {0x11ed, "SecP384r1MLKEM1024", hybrid},
    }};
    return groups;
}

std::string group_name(std::uint16_t code) {
    const auto all = scanned_groups();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [code](const ScannedGroup& each) { return each.code == code; });
    return found == all.end() ? fmt::format("0x{:04x}", code) : std::string(found->name);
}

}  // namespace tlsmatrix::scan
