#include "tests/certs/support.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <sys/stat.h>
#include <sys/wait.h>

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>

namespace tlsmatrix::certs {

namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
    std::string name = (fs::temp_directory_path() / "tlsmatrix-certs-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("cannot make a directory for the test");
    }
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

Variable::Variable(const char* name, const char* value)
    : name_(name),
      was_set_(std::getenv(name) != nullptr),
      former_(was_set_ ? std::getenv(name) : "") {
    value != nullptr ? setenv(name, value, 1) : unsetenv(name);
}

Variable::~Variable() {
    was_set_ ? setenv(name_, former_.c_str(), 1) : unsetenv(name_);
}

CommandResult run(const std::string& command) {
    FILE* pipe = popen((command + " 2>&1 </dev/null").c_str(), "re");
    if (pipe == nullptr) {
        throw std::runtime_error("cannot start a shell");
    }
    CommandResult result{};
    std::array<char, 4096> block{};
    while (const std::size_t length = fread(block.data(), 1, block.size(), pipe)) {
        result.output.append(block.data(), length);
    }
    const int status = pclose(pipe);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

bool is_waived(std::string_view program) {
    const char* waived = std::getenv("TLSMATRIX_WAIVE_PEERS");
    std::istringstream list(waived != nullptr ? waived : "");
    for (std::string each; std::getline(list, each, ',');) {
        if (each == program) {
            return true;
        }
    }
    return false;
}

unsigned mode_of(const fs::path& file) {
    struct stat status {};
    if (lstat(file.c_str(), &status) != 0) {
        throw std::runtime_error("no such file: " + file.string());
    }
    return status.st_mode & 07777U;
}

std::string content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    return content.str();
}

void put(const fs::path& file, std::string_view content, unsigned mode) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
    fs::permissions(file, static_cast<fs::perms>(mode));
}

std::string verdict(const Credentials& credentials, const CertificatePointer& root,
                    const Peer& peer) {
    using TrustPointer = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
    using ContextPointer = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

    const TrustPointer trust(X509_STORE_new());
    X509_STORE_add_cert(trust.get(), root.get());
    const CertificateStackPointer others(sk_X509_new_null());
    for (std::size_t i = 1; i < credentials.chain.size(); ++i) {
        X509_up_ref(credentials.chain[i].get());
        sk_X509_push(others.get(), credentials.chain[i].get());
    }
    const ContextPointer context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), trust.get(), credentials.chain.front().get(), others.get());
    X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set_auth_level(wanted, 2);
    X509_VERIFY_PARAM_set_time(wanted, peer.now.time_since_epoch().count());
    X509_STORE_CTX_set_purpose(context.get(),
                               peer.is_server ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_SSL_SERVER);
    if (!peer.host.empty()) {
        X509_VERIFY_PARAM_set1_host(wanted, peer.host.data(), peer.host.size());
    }
    if (!peer.address.empty()) {
        X509_VERIFY_PARAM_set1_ip_asc(wanted, peer.address.c_str());
    }
    X509_verify_cert(context.get());
    return meaning(X509_STORE_CTX_get_error(context.get()));
}

std::string meaning(int code) {
    return X509_verify_cert_error_string(code);
}

KeyPointer some_key(KeyType type) {
    static const std::array keys{generate_key(KeyType::rsa), generate_key(KeyType::ecdsa),
                                 generate_key(KeyType::ed25519)};
    return keys[static_cast<std::size_t>(type)];
}

std::string encoded(const CertificatePointer& certificate) {
    unsigned char* bytes = nullptr;
    const int length = i2d_X509(certificate.get(), &bytes);
    std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
    OPENSSL_free(bytes);
    return der;
}

}  // namespace tlsmatrix::certs
