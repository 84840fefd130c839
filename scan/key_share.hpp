// A public key of each group, for which nobody has the private one.
#pragma once

#include <cstdint>
#include <span>

#include <tlsmatrix/base/byte_writer.hpp>

namespace tlsmatrix::scan {

// key_share_of is a share that a server accepts which looks at it: a
// point on the curve, an element of the subgroup, an encapsulation key with its coefficients
// below the modulus (FIPS 203 section 7.2). Whatever may be any number follows from `seed`, 32
// bytes. Empty for a group that is not scanned.
[[nodiscard]] Bytes key_share_of(std::uint16_t group, std::span<const std::uint8_t> seed);

}  // namespace tlsmatrix::scan
