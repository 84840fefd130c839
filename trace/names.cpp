#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include <tlsmatrix/tls/named_group.hpp>
#include <tlsmatrix/trace/detail/names.hpp>

namespace tlsmatrix::trace {
namespace {

struct Named {
    std::uint16_t code;
    std::string_view name;
};

// IANA, "TLS ExtensionType Values".
constexpr std::array extensions{
    Named{0, "server_name"},
    Named{5, "status_request"},
    Named{10, "supported_groups"},
    Named{11, "ec_point_formats"},
    Named{13, "signature_algorithms"},
    Named{16, "application_layer_protocol_negotiation"},
    Named{18, "signed_certificate_timestamp"},
    Named{21, "padding"},
    Named{22, "encrypt_then_mac"},
    Named{23, "extended_master_secret"},
    Named{27, "compress_certificate"},
    Named{35, "session_ticket"},
    Named{41, "pre_shared_key"},
    Named{42, "early_data"},
    Named{43, "supported_versions"},
    Named{44, "cookie"},
    Named{45, "psk_key_exchange_modes"},
    Named{47, "certificate_authorities"},
    Named{49, "post_handshake_auth"},
    Named{50, "signature_algorithms_cert"},
    Named{51, "key_share"},
    Named{0xff01, "renegotiation_info"},
};

// IANA, "TLS SignatureScheme"; those of DSA and SHA-224 are of TLS 1.2's other registry.
constexpr std::array schemes{
    Named{0x0201, "rsa_pkcs1_sha1"},
    Named{0x0202, "dsa_sha1"},
    Named{0x0203, "ecdsa_sha1"},
    Named{0x0301, "rsa_pkcs1_sha224"},
    Named{0x0302, "dsa_sha224"},
    Named{0x0303, "ecdsa_sha224"},
    Named{0x0401, "rsa_pkcs1_sha256"},
    Named{0x0402, "dsa_sha256"},
    Named{0x0403, "ecdsa_secp256r1_sha256"},
    Named{0x0501, "rsa_pkcs1_sha384"},
    Named{0x0502, "dsa_sha384"},
    Named{0x0503, "ecdsa_secp384r1_sha384"},
    Named{0x0601, "rsa_pkcs1_sha512"},
    Named{0x0602, "dsa_sha512"},
    Named{0x0603, "ecdsa_secp521r1_sha512"},
    Named{0x0804, "rsa_pss_rsae_sha256"},
    Named{0x0805, "rsa_pss_rsae_sha384"},
    Named{0x0806, "rsa_pss_rsae_sha512"},
    Named{0x0807, "ed25519"},
    Named{0x0808, "ed448"},
    Named{0x0809, "rsa_pss_pss_sha256"},
    Named{0x080a, "rsa_pss_pss_sha384"},
    Named{0x080b, "rsa_pss_pss_sha512"},
};

template <std::size_t count>
std::string name_in(const std::array<Named, count>& names, std::uint16_t code,
                    std::string_view otherwise = {}) {
    const auto* found = std::ranges::find(names, code, &Named::code);
    return found == names.end() ? fmt::format("{}0x{:04x}", otherwise, code)
                                : std::string(found->name);
}

}  // namespace

std::string extension_name(std::uint16_t type) {
    return name_in(extensions, type, "extension ");
}

std::string signature_scheme_name(std::uint16_t scheme) {
    return name_in(schemes, scheme);
}

std::string group_name(std::uint16_t group) {
    const NamedGroup* found = find_named_group(group);
    return found == nullptr ? fmt::format("0x{:04x}", group) : std::string(found->name);
}

}  // namespace tlsmatrix::trace
