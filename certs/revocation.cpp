#include <openssl/pem.h>

#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>
#include <tlsmatrix/certs/detail/revocation.hpp>
#include <tlsmatrix/certs/libcrypto_error.hpp>

namespace tlsmatrix::certs {
namespace {

constexpr std::string_view crl_task = "make a list of revoked certificates";

using CrlPointer = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using RevokedPointer = std::unique_ptr<X509_REVOKED, Freed<X509_REVOKED_free>>;
using Asn1TimePointer = std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>>;

Asn1TimePointer asn1_time(TimePoint time) {
    return required(Asn1TimePointer(ASN1_TIME_set(nullptr, time.time_since_epoch().count())),
                    crl_task);
}

void add_crl_extension(X509_CRL* crl, X509* issuer, const char* name, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, nullptr, nullptr, crl, 0);
    X509V3_set_ctx_nodb(&context);
    const auto made =
        required(ExtensionPointer(X509V3_EXT_nconf(nullptr, &context, name, value)), crl_task);
    require(X509_CRL_add_ext(crl, made.get(), -1), crl_task);
}

void set_number(X509_CRL* crl) {
    const auto number = required(Asn1IntegerPointer(ASN1_INTEGER_new()), crl_task);
    require(ASN1_INTEGER_set(number.get(), 1), crl_task);
    require(X509_CRL_add1_ext_i2d(crl, NID_crl_number, number.get(), 0, 0), crl_task);
}

void add_revoked(X509_CRL* crl, X509* certificate, const ASN1_TIME* since) {
    auto entry = required(RevokedPointer(X509_REVOKED_new()), crl_task);
    require(X509_REVOKED_set_serialNumber(
                entry.get(), const_cast<ASN1_INTEGER*>(X509_get0_serialNumber(certificate))),
            crl_task);
    require(X509_REVOKED_set_revocationDate(entry.get(), const_cast<ASN1_TIME*>(since)), crl_task);
    require(X509_CRL_add0_revoked(crl, entry.get()), crl_task);
    static_cast<void>(entry.release());  // the list has it now
}

}  // namespace

std::string revocation_list(const CertificatePointer& issuer, const KeyPointer& issuer_key,
                            const Validity& validity, const CertificatePointer& revoked) {
    const auto crl = required(CrlPointer(X509_CRL_new()), crl_task);
    const auto since = asn1_time(validity.not_before);
    const auto next = asn1_time(validity.not_after);
    require(X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2), crl_task);
    require(X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.get())), crl_task);
    require(X509_CRL_set1_lastUpdate(crl.get(), since.get()), crl_task);
    require(X509_CRL_set1_nextUpdate(crl.get(), next.get()), crl_task);
    add_crl_extension(crl.get(), issuer.get(), "authorityKeyIdentifier", "keyid:always");
    set_number(crl.get());
    if (revoked) {
        add_revoked(crl.get(), revoked.get(), since.get());
    }
    require(X509_CRL_sign(crl.get(), issuer_key.get(), EVP_sha256()), crl_task);
    const auto memory = required(BioPointer(BIO_new(BIO_s_mem())), crl_task);
    require(PEM_write_bio_X509_CRL(memory.get(), crl.get()), crl_task);
    char* text = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

}  // namespace tlsmatrix::certs
