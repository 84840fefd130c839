// What a handshake is expected to end in.
#pragma once

#include <string>
#include <variant>

#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix {

// Prediction is the version that is negotiated, or the alert that ends the handshake.
using Prediction = std::variant<ProtocolVersion, Alert>;

// describe is one line for people: `TLSv1.2`, `the server refuses with protocol_version`.
[[nodiscard]] std::string describe(const Prediction& prediction);

}  // namespace tlsmatrix
