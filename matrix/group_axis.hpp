// The axis of groups: one group of the key exchange at both ends.
#pragma once

#include <span>

#include <tlsmatrix/matrix/axes.hpp>

namespace tlsmatrix::matrix {

// group_values are the groups that this OpenSSL has.
[[nodiscard]] std::span<const AxisValue> group_values();

}  // namespace tlsmatrix::matrix
