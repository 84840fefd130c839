#include <array>
#include <ctime>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>
#include <tlsmatrix/certs/libcrypto_error.hpp>

namespace tlsmatrix::certs {
namespace {

constexpr const char* organization = "tlsmatrix";
constexpr int serial_bits = 128;

// The top bit is set, so the number is never zero; DER puts a zero byte before it, so it is never
// negative either.
void set_serial(X509* certificate) {
    constexpr std::string_view task = "make a serial number";
    const BigNumberPointer number = required(BigNumberPointer(BN_new()), task);
    require(BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), task);
    const auto serial =
        required(Asn1IntegerPointer(BN_to_ASN1_INTEGER(number.get(), nullptr)), task);
    require(X509_set_serialNumber(certificate, serial.get()), task);
}

void add_name_entry(X509_NAME* name, const char* field, const std::string& value) {
    require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(value.data()),
                                       static_cast<int>(value.size()), -1, 0),
            "set the subject of a certificate");
}

void set_subject(X509* certificate, const std::string& common_name) {
    constexpr std::string_view task = "set the subject of a certificate";
    // A name of our own: from OpenSSL 4.0 on the one inside a certificate is read-only.
    const auto name = required(NamePointer(X509_NAME_new()), task);
    add_name_entry(name.get(), "O", organization);
    add_name_entry(name.get(), "CN", common_name);
    require(X509_set_subject_name(certificate, name.get()), task);
}

void set_time(ASN1_TIME* field, TimePoint time) {
    const std::time_t seconds = time.time_since_epoch().count();
    static_cast<void>(required(ASN1_TIME_set(field, seconds), "set the dates of a certificate"));
}

void add_extension(X509* certificate, X509* issuer, const Extension& extension) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const std::string task =
        fmt::format("make the extension {}={}", extension.name, extension.value);
    const auto made =
        required(ExtensionPointer(X509V3_EXT_nconf(nullptr, &context, extension.name.c_str(),
                                                   extension.value.c_str())),
                 task);
    require(X509_add_ext(certificate, made.get(), -1), task);
}

const EVP_MD* digest_for(EVP_PKEY* key, Digest digest) {
    if (EVP_PKEY_is_a(key, "ED25519") == 1) {
        return nullptr;
    }
    return digest == Digest::sha1 ? EVP_sha1() : EVP_sha256();
}

// build signs with the certificate itself as issuer where that is null.
CertificatePointer build(const CertificateSpec& spec, X509* issuer, EVP_PKEY* issuer_key) {
    CertificatePointer owner(required(X509_new(), "allocate a certificate"), X509_free);
    X509* certificate = owner.get();
    X509* signer = issuer != nullptr ? issuer : certificate;

    require(X509_set_version(certificate, X509_VERSION_3), "set the version of a certificate");
    set_serial(certificate);
    set_subject(certificate, spec.common_name);
    require(X509_set_issuer_name(certificate, X509_get_subject_name(signer)), "set the issuer");
    set_time(X509_getm_notBefore(certificate), spec.validity.not_before);
    set_time(X509_getm_notAfter(certificate), spec.validity.not_after);
    require(X509_set_pubkey(certificate, spec.key.get()), "put a public key in a certificate");
    for (const Extension& extension : spec.extensions) {
        add_extension(certificate, signer, extension);
    }
    require(X509_sign(certificate, issuer_key, digest_for(issuer_key, spec.digest)),
            "sign a certificate");
    return owner;
}

TimePoint time_point(const ASN1_TIME* time) {
    std::tm parts{};
    require(ASN1_TIME_to_tm(time, &parts), "read the dates of a certificate");
    const std::chrono::year_month_day date(
        std::chrono::year(parts.tm_year + 1900),
        std::chrono::month(static_cast<unsigned>(parts.tm_mon) + 1),
        std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
    return std::chrono::sys_days(date) + std::chrono::hours(parts.tm_hour) +
           std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
}

}  // namespace

// X509_set_pubkey keeps the key it is given, private half included, inside the certificate. A
// decoded certificate has the public half only.
CertificatePointer without_private_key(const CertificatePointer& certificate) {
    constexpr std::string_view task = "encode a certificate";
    unsigned char* bytes = nullptr;
    const int length = i2d_X509(certificate.get(), &bytes);
    const BytesPointer owned_bytes(bytes);
    require(length, task);
    const unsigned char* cursor = bytes;
    return {required(d2i_X509(nullptr, &cursor, length), task), X509_free};
}

CertificatePointer sign_certificate(const CertificateSpec& spec, const CertificatePointer& issuer,
                                    const KeyPointer& issuer_key) {
    return build(spec, issuer.get(), issuer_key.get());
}

CertificatePointer self_sign_certificate(const CertificateSpec& spec) {
    return without_private_key(build(spec, nullptr, spec.key.get()));
}

bool is_signed_by(const CertificatePointer& certificate, const CertificatePointer& issuer) {
    EVP_PKEY* key = X509_get0_pubkey(issuer.get());
    const bool signed_by_issuer =
        key != nullptr && X509_check_issued(issuer.get(), certificate.get()) == X509_V_OK &&
        X509_check_ca(issuer.get()) == 1 && X509_verify(certificate.get(), key) == 1;
    ERR_clear_error();
    return signed_by_issuer;
}

bool is_self_signed(const CertificatePointer& certificate) {
    const bool self_signed = X509_self_signed(certificate.get(), 0) == 1;
    ERR_clear_error();
    return self_signed;
}

Validity validity_of(const CertificatePointer& certificate) {
    return {time_point(X509_get0_notBefore(certificate.get())),
            time_point(X509_get0_notAfter(certificate.get()))};
}

std::string random_hex(std::size_t bytes) {
    std::vector<unsigned char> random(bytes);
    require(RAND_bytes(random.data(), static_cast<int>(random.size())), "make random bytes");
    return fmt::format("{:02x}", fmt::join(random, ""));
}

std::string digest_hex(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t length = 0;
    require(
        EVP_Q_digest(nullptr, "SHA256", nullptr, text.data(), text.size(), digest.data(), &length),
        "make a digest");
    return fmt::format("{:02x}", fmt::join(digest.begin(), digest.begin() + length, ""));
}

}  // namespace tlsmatrix::certs
