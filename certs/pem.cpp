#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>
#include <tlsmatrix/certs/file_fault.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/libcrypto_error.hpp>
#include <tlsmatrix/certs/pem.hpp>

namespace tlsmatrix::certs {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view dashes = "-----";
constexpr std::size_t longest_pem_label = 64;

constexpr std::string_view certificate_advice =
    "give a file that begins with -----BEGIN CERTIFICATE-----";
constexpr std::string_view get_again = "get the file again from where it was made";
constexpr std::string_view key_advice = "give a file that begins with -----BEGIN PRIVATE KEY-----";

BioPointer new_memory() {
    return required(BioPointer(BIO_new(BIO_s_mem())), "allocate a buffer");
}

BioPointer memory_of(std::string_view text) {
    return required(BioPointer(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))),
                    "allocate a buffer");
}

std::string content_of(const BioPointer& memory) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

// refuse_passphrase stands where OpenSSL would otherwise ask for one on the terminal.
int refuse_passphrase(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

bool is_end_of_pem(unsigned long error) {
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

// first_label is `PRIVATE KEY` for a text with -----BEGIN PRIVATE KEY-----, and empty for no PEM.
// It goes into a message, so it holds nothing but what labels are made of.
std::string_view first_label(std::string_view text) {
    const auto begin = text.find(begin_mark);
    if (begin == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = text.substr(begin + begin_mark.size());
    const auto end = rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ");
    return end <= longest_pem_label && rest.substr(end).starts_with(dashes) ? rest.substr(0, end)
                                                                            : std::string_view{};
}

[[noreturn]] void throw_absent(std::string_view what, std::string_view text,
                               const std::string& file, std::string_view advice) {
    const std::string_view label = first_label(text);
    if (label.empty()) {
        throw FileFault(fmt::format("'{}' is not PEM", file), advice);
    }
    throw FileFault(fmt::format("'{}' holds no {} but a {}", file, what, label), advice);
}

[[noreturn]] void throw_no_key(std::string_view text, const std::string& file, bool is_encrypted,
                               const std::string& reason) {
    if (is_encrypted) {
        throw FileFault(fmt::format("the private key in '{}' is encrypted", file),
                        fmt::format("decrypt it with openssl pkey -in '{}' -out FILE", file));
    }
    if (text.find("PRIVATE KEY-----") == std::string_view::npos) {
        throw_absent("private key", text, file, key_advice);
    }
    throw FileFault(fmt::format("the private key in '{}' is broken ({})", file, reason), get_again);
}

}  // namespace

std::string certificate_pem(const CertificatePointer& certificate) {
    const BioPointer memory = new_memory();
    require(PEM_write_bio_X509(memory.get(), certificate.get()), "write a certificate as PEM");
    return content_of(memory);
}

std::string chain_pem(const std::vector<CertificatePointer>& chain) {
    std::string text;
    for (const CertificatePointer& certificate : chain) {
        text += certificate_pem(certificate);
    }
    return text;
}

std::string key_pem(const KeyPointer& key) {
    const BioPointer memory = new_memory();
    require(PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                          nullptr),
            "write a private key as PEM");
    return content_of(memory);
}

std::vector<CertificatePointer> parse_certificates(std::string_view text, const std::string& file) {
    const BioPointer memory = memory_of(text);
    std::vector<CertificatePointer> certificates;
    bool asked = false;
    ERR_clear_error();
    while (X509* certificate =
               PEM_read_bio_X509(memory.get(), nullptr, refuse_passphrase, &asked)) {
        certificates.emplace_back(certificate, X509_free);
    }
    const bool complete = is_end_of_pem(ERR_peek_last_error());
    const std::string reason = openssl_error_text();
    if (!complete) {
        throw FileFault(fmt::format("certificate {} in '{}' is broken ({})",
                                    certificates.size() + 1, file, reason),
                        get_again);
    }
    if (certificates.empty()) {
        throw_absent("certificate", text, file, certificate_advice);
    }
    return certificates;
}

KeyPointer parse_key(std::string_view text, const std::string& file) {
    const BioPointer memory = memory_of(text);
    bool asked = false;
    ERR_clear_error();
    EVP_PKEY* read = PEM_read_bio_PrivateKey(memory.get(), nullptr, refuse_passphrase, &asked);
    const std::string reason = openssl_error_text();
    if (read == nullptr) {
        throw_no_key(text, file, asked, reason);
    }
    KeyPointer key(read, EVP_PKEY_free);
    if (!is_intact_key(key)) {
        throw FileFault(fmt::format("the private key in '{}' cannot sign", file), get_again);
    }
    return key;
}

}  // namespace tlsmatrix::certs
