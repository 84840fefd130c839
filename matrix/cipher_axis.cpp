#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/short_tag.hpp>
#include <tlsmatrix/matrix/cipher_axis.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::matrix {
namespace {

// Of the family of 3.1 the first release alone still has 3.0's bits for a short tag.
Profile of_bits(Profile profile) {
    return profile == running_profile() && !counts_short_tags() ? Profile::openssl_3_0 : profile;
}

void set_cipher(ClientEndpoint& client, ServerEndpoint& server, std::string_view name) {
    const CipherSuite* suite = find_common_suite(name);
    if (suite == nullptr) {
        return;
    }
    client.suite = server.suite = limits_of(*suite, of_bits(client.profile));
    client.only_suite = server.only_suite = name;
    if (authentication_of(*suite) == Authentication::rsa) {
        server.certificate = CertificateKind::rsa;
    }
}

}  // namespace

std::span<const AxisValue> cipher_values() {
    static const auto values = [] {
        std::vector<AxisValue> made;
        for (const CipherSuite* suite : library_suites()) {
            if (authentication_of(*suite) != Authentication::dss) {
                made.push_back({suite->openssl, set_cipher});
            }
        }
        return made;
    }();
    return values;
}

std::string why_no_cipher(std::string_view word) {
    const CipherSuite* suite = find_common_suite(word);
    if (suite == nullptr) {
        return fmt::format(
            "there is no cipher suite '{}' with a certificate: name one as OpenSSL does, such as "
            "{}, or all",
            word, cipher_values().empty() ? "" : cipher_values().front().name);
    }
    if (authentication_of(*suite) == Authentication::dss) {
        return fmt::format(
            "the cipher suite {} takes a DSA certificate, which there is none of "
            "here: name one with RSA or ECDSA, or all",
            word);
    }
    return fmt::format(
        "this OpenSSL ({}) has no cipher suite {}: name one that 'openssl ciphers "
        "-v ALL' lists, or all",
        openssl_version(), word);
}

}  // namespace tlsmatrix::matrix
