// A server's certificate below an intermediate, as other people's CAs have them.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/key.hpp>

namespace tlsmatrix {

struct ChainOfTwo {
    CertificatePointer root;
    Credentials server;  // leaf and intermediate
};

inline ChainOfTwo chain_of_two() {
    const certs::TimePoint now = certs::current_time();
    const auto spec_of = [now](const std::string& name, const KeyPointer& key,
                               std::vector<certs::Extension> extensions) {
        extensions.push_back({"subjectKeyIdentifier", "hash"});
        extensions.push_back({"authorityKeyIdentifier", "keyid:always"});
        return certs::CertificateSpec{
            .common_name = name,
            .key = key,
            .validity = {now - std::chrono::hours(1), now + std::chrono::hours(1)},
            .extensions = std::move(extensions)};
    };
    const std::vector<certs::Extension> ca{{"basicConstraints", "critical,CA:TRUE"},
                                           {"keyUsage", "critical,keyCertSign"}};
    const KeyPointer root_key = generate_key(certs::KeyType::ecdsa);
    const KeyPointer intermediate_key = generate_key(certs::KeyType::ecdsa);
    const KeyPointer key = generate_key(certs::KeyType::ecdsa);
    const auto root = self_sign_certificate(spec_of("root", root_key, ca));
    const auto intermediate =
        sign_certificate(spec_of("intermediate", intermediate_key, ca), root, root_key);
    const auto leaf = sign_certificate(
        spec_of("localhost", key, {{"subjectAltName", "DNS:localhost,IP:127.0.0.1"}}), intermediate,
        intermediate_key);
    return {root, {{leaf, intermediate}, key}};
}

}  // namespace tlsmatrix
