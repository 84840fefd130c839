// What an end had been set up to do, for the account of a handshake that failed. Asked for then
// alone, since it costs a few allocations.
#include <algorithm>
#include <array>

#include <openssl/ssl.h>

#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/tls/account/reason.hpp>

namespace tlsmatrix {
namespace {

static_assert(
    account::reason::no_suitable_key_share == SSL_R_NO_SUITABLE_KEY_SHARE &&
    account::reason::no_suitable_signature_algorithm == SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM &&
    account::reason::no_ciphers_available == SSL_R_NO_CIPHERS_AVAILABLE &&
    account::reason::no_shared_cipher == SSL_R_NO_SHARED_CIPHER &&
    account::reason::peer_did_not_return_a_certificate == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE &&
    account::reason::bad_hrr_version == SSL_R_BAD_HRR_VERSION &&
    account::reason::wrong_version_number == SSL_R_WRONG_VERSION_NUMBER &&
    account::reason::renegotiation_encoding_error == SSL_R_RENEGOTIATION_ENCODING_ERR &&
    account::reason::renegotiation_mismatch == SSL_R_RENEGOTIATION_MISMATCH &&
    account::reason::inappropriate_fallback == SSL_R_INAPPROPRIATE_FALLBACK &&
    account::reason::no_shared_signature_algorithms == SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS &&
    account::reason::too_many_warn_alerts == SSL_R_TOO_MANY_WARN_ALERTS);

// The bits that a security level asks of a cipher suite; a suite below is as good as switched off.
int least_bits(int level) {
    constexpr std::array<int, 6> bits{0, 80, 112, 128, 192, 256};
    return bits[static_cast<std::size_t>(std::clamp(level, 0, 5))];
}

std::vector<std::uint16_t> suites_of(const SSL* ssl, int level) {
    std::vector<std::uint16_t> codes;
    const STACK_OF(SSL_CIPHER)* suites = SSL_get_ciphers(ssl);
    for (int i = 0; suites != nullptr && i < sk_SSL_CIPHER_num(suites); ++i) {
        const SSL_CIPHER* suite = sk_SSL_CIPHER_value(suites, i);
        if (SSL_CIPHER_get_bits(suite, nullptr) >= least_bits(level)) {
            codes.push_back(SSL_CIPHER_get_protocol_id(suite));
        }
    }
    return codes;
}

std::optional<CertificateKind> key_of(const SSL* ssl) {
    const EVP_PKEY* key = SSL_get_privatekey(ssl);
    switch (key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA:
            return CertificateKind::rsa;
        case EVP_PKEY_EC:
            return CertificateKind::ecdsa;
        case EVP_PKEY_ED25519:
            return CertificateKind::ed25519;
        default:
            return std::nullopt;
    }
}

}  // namespace

VersionSet Connection::versions_in_force() const {
    const auto whole = [](const auto& context) { return context.settings().versions; };
    return observer_.narrowed_to().value_or(std::visit(whole, context_));
}

account::OwnEnd Connection::own_end() const {
    account::OwnEnd own;
    own.self = observer_.self();
    own.security_level = SSL_get_security_level(ssl_.get());
    own.openssl = running_profile();
    if (const auto* server = std::get_if<ServerContext>(&context_)) {
        own.versions = versions_in_force();
        own.unnarrowed = server->settings().versions;
        own.engine = server->settings().engine;
        own.verify_client = server->settings().verify_client;
        own.cipher_suites = suites_of(ssl_.get(), own.security_level);
        own.key = key_of(ssl_.get());
        const long shared = SSL_get_shared_group(ssl_.get(), -1);
        own.shared_groups =
            shared < 0 ? std::nullopt : std::optional(static_cast<unsigned>(shared));
    } else {
        own.versions = std::get<ClientContext>(context_).settings().versions;
        own.engine = Engine::openssl;  // one hello, whatever the set is
    }
    return own;
}

}  // namespace tlsmatrix
