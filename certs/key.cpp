#include <string>
#include <vector>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/libcrypto_error.hpp>

namespace tlsmatrix::certs {
namespace {

struct TypeFacts {
    KeyType type;
    std::string_view name;
    const char* algorithm;  // OpenSSL's name
    KeyType ca;
};

constexpr std::array type_facts{
    TypeFacts{KeyType::rsa, "rsa", "RSA", KeyType::rsa},
    TypeFacts{KeyType::ecdsa, "ecdsa", "EC", KeyType::ecdsa},
    TypeFacts{KeyType::ed25519, "ed25519", "ED25519", KeyType::ecdsa},
};

constexpr std::size_t rsa_bits = 2048;
constexpr const char* curve = "P-256";
constexpr std::string_view curve_as_stored = "prime256v1";

const TypeFacts& facts_of(KeyType type) {
    return type_facts[static_cast<std::size_t>(type)];
}

EVP_PKEY* generate(KeyType type) {
    const char* algorithm = facts_of(type).algorithm;
    switch (type) {
        case KeyType::rsa:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm, rsa_bits);
        case KeyType::ecdsa:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm, curve);
        case KeyType::ed25519:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm);
    }
    return nullptr;
}

bool is_on_curve(EVP_PKEY* key) {
    std::array<char, 64> name{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) <= 0) {
        return false;
    }
    return std::string_view(name.data(), length) == curve_as_stored;
}

// The functions below leave the choice of the digest to the key's type; Ed25519 has none.
std::vector<unsigned char> sign(EVP_PKEY* key, std::string_view text) {
    const DigestContextPointer context(EVP_MD_CTX_new());
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t length = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) <= 0 ||
        EVP_DigestSign(context.get(), nullptr, &length, data, text.size()) <= 0) {
        return {};
    }
    std::vector<unsigned char> signature(length);
    if (EVP_DigestSign(context.get(), signature.data(), &length, data, text.size()) <= 0) {
        return {};
    }
    signature.resize(length);
    return signature;
}

bool verify(EVP_PKEY* key, std::string_view text, const std::vector<unsigned char>& signature) {
    const DigestContextPointer context(EVP_MD_CTX_new());
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    return context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) > 0 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), data, text.size()) >
               0;
}

}  // namespace

std::string_view key_type_name(KeyType type) {
    return facts_of(type).name;
}

std::optional<KeyType> parse_key_type(std::string_view text) {
    for (const TypeFacts& each : type_facts) {
        if (text == each.name) {
            return each.type;
        }
    }
    return std::nullopt;
}

KeyType ca_key_type(KeyType leaf) {
    return facts_of(leaf).ca;
}

KeyPointer generate_key(KeyType type) {
    EVP_PKEY* key = generate(type);
    if (key == nullptr) {
        throw_openssl_error("generate a key of type " + std::string(key_type_name(type)));
    }
    return {key, EVP_PKEY_free};
}

std::optional<KeyType> key_type_of(const KeyPointer& key) {
    for (const TypeFacts& each : type_facts) {
        if (EVP_PKEY_is_a(key.get(), each.algorithm) == 1) {
            const bool known = each.type != KeyType::ecdsa || is_on_curve(key.get());
            return known ? std::optional(each.type) : std::nullopt;
        }
    }
    return std::nullopt;
}

bool is_intact_key(const KeyPointer& key) {
    constexpr std::string_view challenge = "tlsmatrix: do the two halves of this key match?";
    const std::vector<unsigned char> signature = sign(key.get(), challenge);
    const bool intact = !signature.empty() && verify(key.get(), challenge, signature);
    ERR_clear_error();
    return intact;
}

bool key_belongs_to(const KeyPointer& key, const CertificatePointer& certificate) {
    EVP_PKEY* certified = X509_get0_pubkey(certificate.get());
    const bool belongs = certified != nullptr && EVP_PKEY_eq(certified, key.get()) == 1;
    ERR_clear_error();
    return belongs;
}

}  // namespace tlsmatrix::certs
