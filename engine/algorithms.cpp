#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/engine/detail/algorithms.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>

namespace tlsmatrix {
namespace {

// What OpenSSL 3.0 has by default, spelled out, so that no openssl.cnf decides what is offered.
constexpr const char* tls_1_3_suites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr const char* signature_algorithms =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:rsa_pss_pss_sha256:rsa_pss_pss_sha384:"
    "rsa_pss_pss_sha512:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:"
    "RSA+SHA384:RSA+SHA512:ECDSA+SHA224:RSA+SHA224:ECDSA+SHA1:RSA+SHA1";

// From 3.5 on DEFAULT is the library's word for its own groups. Before it had no such word, nor a
// way to take back what an openssl.cnf presets; but then the list was the same throughout.
constexpr const char* own_groups = "DEFAULT";
constexpr const char* own_groups_before_3_5 =
    "X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192";

// `!` takes a suite out for good, whatever the rest of the list says.
constexpr std::string_view never = ":!aNULL:!eNULL:!EXPORT:!PSK:!SRP";

void append(std::string& list, std::string_view word) {
    list += (list.empty() ? "" : ":") + std::string(word);
}

// Lists is a caller's cipher list taken apart, since libssl keeps the suites of TLS 1.3 in a list
// of their own, and drops their names from the other without a word.
struct Lists {
    std::string below_1_3;
    std::string only_1_3;
};

bool is_name_of_1_3(std::string_view word) {
    const CipherSuite* suite = find_common_suite(word);
    return suite != nullptr
               ? suite->era == CipherSuite::Era::only_1_3
               : word.starts_with("TLS_") && word.find("_WITH_") == std::string_view::npos;
}

void require_suite_of_1_3(std::string_view word) {
    std::string had;
    for (const CipherSuite* suite : library_suites()) {
        if (suite->openssl == word) {
            return;
        }
        if (suite->era == CipherSuite::Era::only_1_3) {
            had += (had.empty() ? "" : ", ") + std::string(suite->openssl);
        }
    }
    throw SetupError(fmt::format(
        "this OpenSSL ({}) has no cipher suite '{}' that encrypts, at TLS 1.3: it has {}",
        openssl_version(), word, had));
}

// A word is a class of suites (`HIGH`, `ECDHE+AES`), an instruction, or the name of a suite, which
// alone has a hyphen within. A suite that this library is built without is no mistake, as in any
// list that is to do for several; one that nobody ever had is.
void require_known(SSL_CTX* context, std::string_view word) {
    constexpr std::string_view instructions = "!-+@";
    const bool named = !word.empty() && instructions.find(word.front()) == std::string_view::npos &&
                       word.find('+') == std::string_view::npos &&
                       (word.find('-') != std::string_view::npos || word.starts_with("TLS_"));
    const auto is_it = [word](const CipherSuite& suite) {
        return suite.openssl == word || suite.iana == word;
    };
    if (!named || std::ranges::any_of(common_suites(), is_it) ||
        std::ranges::any_of(rare_suites(), is_it) ||
        SSL_CTX_set_cipher_list(context, std::string(word).c_str()) == 1) {
        return;
    }
    ERR_clear_error();
    throw SetupError(
        fmt::format("there is no cipher suite '{}': 'openssl ciphers -v ALL' lists "
                    "those that this OpenSSL has",
                    word));
}

Lists lists_of(SSL_CTX* context, const std::string& ciphers) {
    Lists lists;
    for (const std::string_view word : words_of(ciphers, ": ,;")) {
        const bool taken_out = word.starts_with('!') || word.starts_with('-');
        if (taken_out && is_name_of_1_3(word.substr(1))) {
            throw SetupError(fmt::format(
                "'{}' takes no cipher suite of TLS 1.3 out of a list: name those that are to stay",
                word));
        }
        if (is_name_of_1_3(word)) {
            require_suite_of_1_3(word);
            append(lists.only_1_3, word);
        } else if (!word.empty()) {
            require_known(context, word);
            append(lists.below_1_3, word);
        }
    }
    return lists;
}

// A list that leaves nothing below TLS 1.3 is taken, and said to have failed.
void set_only_suite(SSL_CTX* context, const std::string& suite) {
    const bool is_1_3 = suite.starts_with("TLS_");
    SSL_CTX_set_ciphersuites(context, is_1_3 ? suite.c_str() : "");
    SSL_CTX_set_cipher_list(context, is_1_3 ? "!ALL:!COMPLEMENTOFALL" : suite.c_str());
    ERR_clear_error();
    const STACK_OF(SSL_CIPHER)* left = SSL_CTX_get_ciphers(context);
    if (sk_SSL_CIPHER_num(left) != 1 ||
        SSL_CIPHER_get_name(sk_SSL_CIPHER_value(left, 0)) != suite) {
        throw SetupError(
            fmt::format("this OpenSSL has no cipher suite '{}': 'openssl ciphers -v ALL' lists "
                        "those that it has",
                        suite));
    }
}

// The half of a list that says nothing keeps its default. A level alone is no list of suites.
void set_suites(SSL_CTX* context, const std::string& ciphers) {
    const Lists lists = lists_of(context, ciphers);
    const bool selects = !lists.below_1_3.empty() && !lists.below_1_3.starts_with('@');
    const std::string list = (selects                   ? ""
                              : lists.below_1_3.empty() ? "DEFAULT"
                                                        : "DEFAULT:") +
                             lists.below_1_3;
    if (SSL_CTX_set_cipher_list(context, (list + std::string(never)).c_str()) != 1) {
        throw SetupError(
            fmt::format("no cipher suite is left of the list '{}' (OpenSSL: {}): 'openssl ciphers' "
                        "shows what a list selects",
                        ciphers, take_openssl_reason()));
    }
    if (SSL_CTX_set_ciphersuites(
            context, lists.only_1_3.empty() ? tls_1_3_suites : lists.only_1_3.c_str()) != 1) {
        throw_openssl("cannot set the TLS 1.3 cipher suites");
    }
}

// The level goes first, so that a @SECLEVEL of the caller's list wins.
template <class Side>
void set_all(SSL_CTX* context, const Side& settings) {
    SSL_CTX_set_security_level(context, settings.security_level);
    set_suites(context, settings.ciphers);
    if (!settings.only_suite.empty()) {
        set_only_suite(context, settings.only_suite);
    }
    set_groups(context, settings.groups);
    set_signature_algorithms(context);
}

// What may stand in front of a group's name, from OpenSSL 3.5 on.
std::string_view bare(std::string_view word) {
    const std::size_t begin = word.find_first_not_of(" ?*-");
    return begin == std::string_view::npos ? std::string_view() : word.substr(begin);
}

[[noreturn]] void complain_of_groups(SSL_CTX* context, const std::string& groups) {
    const std::string reason = take_openssl_reason();
    for (const std::string_view word : words_of(groups, ":/")) {
        const std::string name(bare(word));
        if (name.empty() || SSL_CTX_set1_groups_list(context, name.c_str()) != 1) {
            ERR_clear_error();
            throw SetupError(fmt::format(
                "this OpenSSL ({}) has no key exchange group '{}': name groups such as X25519, "
                "P-256 or ffdhe2048, with a colon between",
                openssl_version(), name));
        }
    }
    throw SetupError(
        fmt::format("bad list of key exchange groups '{}' (OpenSSL: {}): name each of them once, "
                    "with a colon between",
                    groups, reason));
}

// A library without some of them, such as FIPS, has the others.
const std::string& own_groups_of_library(SSL_CTX* context) {
    static const std::string made = [context] {
        if (SSL_CTX_set1_groups_list(context, own_groups) == 1) {
            return std::string(own_groups);
        }
        std::string had;
        for (const std::string_view name : words_of(own_groups_before_3_5, ":")) {
            if (SSL_CTX_set1_groups_list(context, std::string(name).c_str()) == 1) {
                append(had, name);
            }
        }
        ERR_clear_error();
        return had;
    }();
    return made;
}

}  // namespace

void set_algorithms(ssl_ctx_st* context, const ClientTls& settings) {
    set_all(context, settings);
}
void set_algorithms(ssl_ctx_st* context, const ServerTls& settings) {
    set_all(context, settings);
}

void set_signature_algorithms(ssl_ctx_st* context) {
    if (SSL_CTX_set1_sigalgs_list(context, signature_algorithms) != 1) {
        throw_openssl("cannot set the signature algorithms");
    }
}

void set_groups(ssl_ctx_st* context, const std::string& groups) {
    const std::string& list = groups.empty() ? own_groups_of_library(context) : groups;
    if (SSL_CTX_set1_groups_list(context, list.c_str()) == 1) {
        return;
    }
    if (!groups.empty()) {
        complain_of_groups(context, groups);
    }
    throw_openssl("cannot set the key exchange groups");
}

}  // namespace tlsmatrix
