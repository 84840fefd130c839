// Internal. How a cell's bytes go from end to end.
#pragma once

#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {

// Transport is what lies between the two ends: the sockets of the loopback interface, nothing at
// all, or a relay that cuts the plaintext handshake into records and writes of one byte.
enum class Transport { loopback, memory, relay };

// transport_of is what the cell's axes say; where they say nothing, memory for cells in which a
// session is offered or a certificate asked for behind the handshake, and loopback for all others.
[[nodiscard]] Transport transport_of(const Cell& cell);

}  // namespace tlsmatrix::matrix
