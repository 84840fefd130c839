#include <array>

#include <tlsmatrix/scan/group.hpp>

namespace tlsmatrix::scan {

std::span<const std::uint16_t> scanned_groups() {
    static constexpr std::array<std::uint16_t, 13> codes{0x001d, 0x0017, 0x0018, 0x0019, 0x001e,
                                                         0x0100, 0x0101, 0x0102, 0x0103, 0x0104,
                                                         0x11ec, 0x11eb, 0x11ed};
    return codes;
}

}  // namespace tlsmatrix::scan
