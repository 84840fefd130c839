#include <array>

#include <dlfcn.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <tlsmatrix/engine/detail/new_context.hpp>
#include <tlsmatrix/engine/library.hpp>

namespace tlsmatrix {

std::string openssl_version() {
    return OpenSSL_version(OPENSSL_FULL_VERSION_STRING);
}

OpensslBuild running_build() {
    return {openssl_version(), OpenSSL_version(OPENSSL_BUILT_ON), OpenSSL_version(OPENSSL_DIR)};
}

std::string openssl_file() {
    Dl_info own{};
    Dl_info theirs{};
    if (::dladdr(reinterpret_cast<const void*>(&openssl_file), &own) == 0 ||
        ::dladdr(reinterpret_cast<const void*>(&TLS_method), &theirs) == 0 ||
        own.dli_fbase == theirs.dli_fbase) {
        return {};
    }
    return theirs.dli_fname;
}

Profile running_profile() {
    static const Profile profile = family_of(openssl_version()).profile;
    return profile;
}

bool can_speak(ProtocolVersion version) {
    static const auto spoken = [] {
        std::array<bool, all_versions.size()> known{};
        const SslContextPointer context = new_context(TLS_method());
        for (std::size_t i = 0; context != nullptr && i < known.size(); ++i) {
            known[i] = SSL_CTX_set_max_proto_version(context.get(),
                                                     static_cast<int>(all_versions[i])) == 1;
        }
        ERR_clear_error();
        return known;
    }();
    return spoken[static_cast<std::size_t>(version) -
                  static_cast<std::size_t>(ProtocolVersion::tls_1_0)];
}

LocalLibrary local_library() {
    LocalLibrary library{
        openssl_version(), {}, family_of(openssl_version()), OPENSSL_FULL_VERSION_STR};
    for (const ProtocolVersion version : all_versions) {
        if (can_speak(version)) {
            library.versions.insert(version);
        }
    }
    return library;
}

const std::vector<const CipherSuite*>& library_suites() {
    static const auto had = [] {
        std::vector<const CipherSuite*> suites;
        const SslContextPointer context = new_context(TLS_method());
        for (const CipherSuite& suite : common_suites()) {
            if (context == nullptr || suite.openssl.empty()) {
                continue;
            }
            const std::string name(suite.openssl);
            const bool is_1_3 = suite.era == CipherSuite::Era::only_1_3;
            if ((is_1_3 ? SSL_CTX_set_ciphersuites(context.get(), name.c_str())
                        : SSL_CTX_set_cipher_list(context.get(), name.c_str())) == 1) {
                suites.push_back(&suite);
            }
        }
        ERR_clear_error();
        return suites;
    }();
    return had;
}

const std::vector<const NamedGroup*>& library_groups() {
    static const auto had = [] {
        std::vector<const NamedGroup*> groups;
        const SslContextPointer context(SSL_CTX_new(TLS_method()));
        for (const NamedGroup& group : named_groups()) {
            if (context != nullptr &&
                SSL_CTX_set1_groups_list(context.get(), std::string(group.name).c_str()) == 1) {
                groups.push_back(&group);
            }
        }
        ERR_clear_error();
        return groups;
    }();
    return had;
}

}  // namespace tlsmatrix
