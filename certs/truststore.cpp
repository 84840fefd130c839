#include <openssl/err.h>

#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>
#include <tlsmatrix/certs/libcrypto_error.hpp>
#include <tlsmatrix/certs/truststore.hpp>

namespace tlsmatrix::certs {
namespace {

// OpenJDK's PKCS12KeyStore takes a certificate without a key for a trusted one only where its bag
// has this attribute; the value is the extended key usages that it is trusted for.
constexpr const char* trusted_key_usage = "2.16.840.1.113894.746875.1.1";

// The password is public, so more rounds would only cost time.
constexpr int mac_iterations = PKCS12_DEFAULT_ITER;
constexpr int no_encryption = -1;

// With a length of -1, libcrypto takes the value for a pointer to the object that the type names.
void add_trusted_key_usage(PKCS12_SAFEBAG* bag) {
    const ASN1_OBJECT* any_usage = OBJ_nid2obj(NID_anyExtendedKeyUsage);
    require(PKCS12_add1_attr_by_txt(bag, trusted_key_usage, V_ASN1_OBJECT,
                                    reinterpret_cast<const unsigned char*>(any_usage), -1),
            "mark a certificate as trusted for Java");
}

SafeBagPointer make_bag(const CertificatePointer& root) {
    constexpr std::string_view task = "put a certificate in a trust store";
    auto bag = required(SafeBagPointer(PKCS12_SAFEBAG_create_cert(root.get())), task);
    require(PKCS12_add_friendlyname_utf8(bag.get(), truststore_alias, -1), task);
    add_trusted_key_usage(bag.get());
    return bag;
}

Pkcs12Pointer make_store(const CertificatePointer& root) {
    constexpr std::string_view task = "make a trust store";
    const auto bags = required(BagStackPointer(sk_PKCS12_SAFEBAG_new_null()), task);
    SafeBagPointer bag = make_bag(root);
    require(sk_PKCS12_SAFEBAG_push(bags.get(), bag.get()), task);
    static_cast<void>(bag.release());

    STACK_OF(PKCS7)* safes = nullptr;
    const int added = PKCS12_add_safe(&safes, bags.get(), no_encryption, 0, nullptr);
    const SafeStackPointer owned_safes(safes);
    require(added, task);
    auto store = required(Pkcs12Pointer(PKCS12_add_safes(owned_safes.get(), 0)), task);
    require(PKCS12_set_mac(store.get(), truststore_password, -1, nullptr, 0, mac_iterations,
                           EVP_sha256()),
            task);
    return store;
}

bool has_exactly(const STACK_OF(X509) * certificates, const CertificatePointer& root) {
    return sk_X509_num(certificates) == 1 &&
           X509_cmp(sk_X509_value(certificates, 0), root.get()) == 0;
}

}  // namespace

std::string make_truststore(const CertificatePointer& root) {
    const BioPointer memory = required(BioPointer(BIO_new(BIO_s_mem())), "allocate a buffer");
    require(i2d_PKCS12_bio(memory.get(), make_store(root).get()), "write a trust store");
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

bool is_truststore_of(std::string_view bytes, const CertificatePointer& root) {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const Pkcs12Pointer store(d2i_PKCS12(nullptr, &data, static_cast<long>(bytes.size())));
    EVP_PKEY* key = nullptr;
    X509* certificate = nullptr;
    STACK_OF(X509)* others = nullptr;
    const bool parsed =
        store && PKCS12_parse(store.get(), truststore_password, &key, &certificate, &others) == 1;
    const CertificateStackPointer owned_others(others);
    ERR_clear_error();
    const bool without_key = key == nullptr && certificate == nullptr;
    EVP_PKEY_free(key);
    X509_free(certificate);
    return parsed && without_key && has_exactly(others, root);
}

}  // namespace tlsmatrix::certs
