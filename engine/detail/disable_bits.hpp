// The options by which libssl switches single versions off. For context.cpp and system_presets.cpp.
#pragma once

#include <array>
#include <cstdint>

#include <openssl/ssl.h>

#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix {

struct DisableBit {
    ProtocolVersion version;
    std::uint64_t option;
};

inline constexpr std::array disable_bits{
    DisableBit{ProtocolVersion::tls_1_0, SSL_OP_NO_TLSv1},
    DisableBit{ProtocolVersion::tls_1_1, SSL_OP_NO_TLSv1_1},
    DisableBit{ProtocolVersion::tls_1_2, SSL_OP_NO_TLSv1_2},
    DisableBit{ProtocolVersion::tls_1_3, SSL_OP_NO_TLSv1_3},
};

}  // namespace tlsmatrix
