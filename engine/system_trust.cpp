#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include <openssl/x509.h>

#include <tlsmatrix/engine/detail/system_trust.hpp>

namespace tlsmatrix {
namespace {

constexpr std::array ca_files{
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL without the link above
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/etc/ssl/cert.pem",                                  // Alpine
};

}  // namespace

std::string system_ca_file(const std::function<bool(const std::string&)>& is_there,
                           const std::function<const char*(const char*)>& variable) {
    if (variable(X509_get_default_cert_file_env()) != nullptr ||
        variable(X509_get_default_cert_dir_env()) != nullptr ||
        is_there(X509_get_default_cert_file()) || is_there(X509_get_default_cert_dir())) {
        return {};
    }
    const auto* const found = std::find_if(ca_files.begin(), ca_files.end(), is_there);
    return found == ca_files.end() ? std::string() : std::string(*found);
}

std::string system_ca_file() {
    const auto is_there = [](const std::string& path) {
        std::error_code missing;
        return std::filesystem::exists(path, missing);
    };
    return system_ca_file(is_there, [](const char* name) { return std::getenv(name); });
}

}  // namespace tlsmatrix
