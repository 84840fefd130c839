#include <chrono>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/detail/revocation.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/libcrypto_error.hpp>
#include <tlsmatrix/certs/rare_key.hpp>
#include <tlsmatrix/certs/zoo_ca.hpp>

namespace tlsmatrix::certs {
namespace {

using std::chrono::days;

constexpr const char* usual_names = "DNS:localhost,IP:127.0.0.1,IP:::1";

KeyPointer rsa_key(std::size_t bits) {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits);
    return {required(key, fmt::format("generate an RSA key of {} bits", bits)), EVP_PKEY_free};
}

Validity usual_validity(TimePoint now) {
    return {now - backdating, now + ca_lifetime};
}

CertificateSpec ca_spec(std::string_view what, KeyPointer key, TimePoint now) {
    return {fmt::format("tlsmatrix zoo {} {}", what, random_hex(8)),
            std::move(key),
            usual_validity(now),
            {{"basicConstraints", "critical,CA:TRUE"},
             {"keyUsage", "critical,keyCertSign,cRLSign"},
             {"subjectKeyIdentifier", "hash"},
             {"authorityKeyIdentifier", "keyid:always"}}};
}

// LeafPlan is what a leaf is made of; whatever stands here already is right.
struct LeafPlan {
    CertificateSpec spec;
    std::string names = usual_names;
    std::string use = "serverAuth";
    bool enciphers = true;  // an RSA key that is for more than PSS
};

std::string many_names() {
    constexpr int count = 1000;
    std::string names = usual_names;
    for (int i = 0; i < count; ++i) {
        names += fmt::format(",DNS:name-{}.zoo.localhost", i);
    }
    return names;
}

void take_rare_key(LeafPlan& plan, RareKey kind) {
    plan.spec.key = generate_rare_key(kind);
    plan.enciphers = false;
}

// vary changes the one thing that is so about it, as far as the leaf itself has it.
void vary(LeafPlan& plan, std::string_view name, TimePoint now) {
    if (name == "expired") {
        plan.spec.validity = {now - days(29), now - days(1)};
    } else if (name == "not-yet-valid") {
        plan.spec.validity = {now + days(30), now + days(60)};
    } else if (name == "wrong-host") {
        plan.names = "DNS:wrong.example";
        plan.spec.common_name = "wrong.example";
    } else if (name == "wrong-eku") {
        plan.use = "clientAuth";
    } else if (name == "weak-key") {
        plan.spec.key = rsa_key(1024);
    } else if (name == "sha1") {
        plan.spec.digest = Digest::sha1;
    } else if (name == "no-san") {
        plan.names.clear();
    } else if (name == "wildcard") {
        plan.names = "DNS:*.zoo.localhost";
        plan.spec.common_name = "*.zoo.localhost";
    } else if (name == "many-names") {
        plan.names = many_names();
    } else if (name == "p384") {
        take_rare_key(plan, RareKey::p384);
    } else if (name == "p521") {
        take_rare_key(plan, RareKey::p521);
    } else if (name == "rsa-pss") {
        take_rare_key(plan, RareKey::rsa_pss);
    } else if (name == "rsa-4096") {
        plan.spec.key = rsa_key(4096);
    }
}

CertificateSpec spec_of(LeafPlan plan) {
    plan.spec.extensions = {
        {"basicConstraints", "critical,CA:FALSE"},
        {"keyUsage", plan.enciphers ? "critical,digitalSignature,keyEncipherment"
                                    : "critical,digitalSignature"},
        {"extendedKeyUsage", plan.use},
        {"subjectKeyIdentifier", "hash"},
        {"authorityKeyIdentifier", "keyid:always"}};
    if (!plan.names.empty()) {
        plan.spec.extensions.push_back({"subjectAltName", plan.names});
    }
    return std::move(plan.spec);
}

}  // namespace

ZooCa::ZooCa(KeyPointer root_key, CertificatePointer root, TimePoint now)
    : now_(now),
      root_key_(std::move(root_key)),
      root_(std::move(root)),
      key_(generate_key(KeyType::rsa)),
      intermediate_(without_private_key(
          sign_certificate(ca_spec("intermediate", key_, now), root_, root_key_))),
      leaf_key_(generate_key(KeyType::rsa)) {}

ZooCa ZooCa::create(TimePoint now) {
    KeyPointer key = generate_key(KeyType::rsa);
    CertificatePointer root = self_sign_certificate(ca_spec("root", key, now));
    return {std::move(key), std::move(root), now};
}

Credentials ZooCa::issue(std::string_view name, const std::string& common_name) const {
    LeafPlan plan{{common_name, leaf_key_, usual_validity(now_), {}}};
    vary(plan, name, now_);
    const CertificateSpec spec = spec_of(std::move(plan));
    if (name == "self-signed") {
        return {{self_sign_certificate(spec)}, spec.key};
    }
    if (name == "untrusted-root") {
        const ZooCa other = create(now_);
        return {{sign_certificate(spec, other.intermediate_, other.key_), other.intermediate_,
                 other.root_},
                spec.key};
    }
    const CertificatePointer leaf = sign_certificate(spec, intermediate_, key_);
    if (name == "incomplete-chain") {
        return {{leaf}, spec.key};
    }
    return {{leaf, intermediate_}, spec.key};
}

std::string ZooCa::revocation_lists(const CertificatePointer& revoked) const {
    const Validity month{now_ - days(1), now_ + days(30)};
    return revocation_list(intermediate_, key_, month, revoked) +
           revocation_list(root_, root_key_, month, nullptr);
}

}  // namespace tlsmatrix::certs
