#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include <tlsmatrix/tls/handshake_type.hpp>

namespace tlsmatrix {
namespace {

struct TypeName {
    std::uint8_t type;
    std::string_view name;
};

// IANA, "TLS HandshakeType".
constexpr std::array type_names{
    TypeName{0, "HelloRequest"},        TypeName{1, "ClientHello"},
    TypeName{2, "ServerHello"},         TypeName{4, "NewSessionTicket"},
    TypeName{5, "EndOfEarlyData"},      TypeName{8, "EncryptedExtensions"},
    TypeName{11, "Certificate"},        TypeName{12, "ServerKeyExchange"},
    TypeName{13, "CertificateRequest"}, TypeName{14, "ServerHelloDone"},
    TypeName{15, "CertificateVerify"},  TypeName{16, "ClientKeyExchange"},
    TypeName{20, "Finished"},           TypeName{22, "CertificateStatus"},
    TypeName{24, "KeyUpdate"},          TypeName{25, "CompressedCertificate"},
};

}  // namespace

std::string handshake_type_name(std::uint8_t type) {
    const auto* found = std::ranges::find(type_names, type, &TypeName::type);
    return found == type_names.end() ? fmt::format("handshake message 0x{:04x}", type)
                                     : std::string(found->name);
}

}  // namespace tlsmatrix
