// For openssl_cells.cpp: two ends in memory, their certificates, and what became of a handshake.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace {

constexpr std::array versions{TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
constexpr std::array<unsigned long, 4> disabling{SSL_OP_NO_TLSv1, SSL_OP_NO_TLSv1_1,
                                                 SSL_OP_NO_TLSv1_2, SSL_OP_NO_TLSv1_3};
constexpr std::array names{"1.0", "1.1", "1.2", "1.3"};
constexpr std::array kinds{"ecdsa", "rsa", "ed25519"};
constexpr std::array more_kinds{"p384", "p521", "rsa-pss", "ed448"};
constexpr std::array demands{"none", "optional", "required"};
constexpr std::array<int, 3> demand_modes{SSL_VERIFY_NONE, SSL_VERIFY_PEER,
                                          SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT};
constexpr std::array answers{"none", "trusted", "untrusted"};

void require(bool done, const char* what) {
    if (!done) {
        std::fprintf(stderr, "openssl_cells: cannot %s\n", what);
        std::exit(1);
    }
}

template <auto free>
struct Freed {
    template <class Object>
    void operator()(Object* object) const {
        free(object);
    }
};
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Freed<SSL_free>>;

// End is one side of a handshake, and the last alert that it sent or received.
struct End {
    Ssl ssl;
    bool done = false;
    bool failed = false;
    std::string alert;
};

struct Identity {
    EVP_PKEY* key;
    X509* certificate;
};

EVP_PKEY* make_key(const std::string& kind) {
    if (kind == "rsa") {
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{2048});
    }
    if (kind == "rsa-pss") {
        EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr);
        EVP_PKEY* key = nullptr;
        require(EVP_PKEY_keygen_init(context) == 1 &&
                    EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1 &&
                    EVP_PKEY_generate(context, &key) == 1,
                "make an RSA-PSS key");
        EVP_PKEY_CTX_free(context);
        return key;
    }
    if (kind == "ed25519" || kind == "ed448") {
        return EVP_PKEY_Q_keygen(nullptr, nullptr, kind == "ed448" ? "ED448" : "ED25519");
    }
    const char* curve = kind == "p384" ? "P-384" : kind == "p521" ? "P-521" : "P-256";
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve);
}

const EVP_MD* digest_for(const std::string& kind) {
    if (kind == "ed25519" || kind == "ed448") {
        return nullptr;
    }
    return kind == "p384" ? EVP_sha384() : kind == "p521" ? EVP_sha512() : EVP_sha256();
}

Identity make_identity(const std::string& kind) {
    EVP_PKEY* key = make_key(kind);
    require(key != nullptr, "make a key");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_NAME* name = X509_NAME_new();  // the one inside is read-only from OpenSSL 4.0 on
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("cells"), -1, -1, 0);
    X509_set_subject_name(certificate, name);
    X509_set_issuer_name(certificate, name);
    X509_NAME_free(name);
    X509_set_pubkey(certificate, key);
    require(X509_sign(certificate, key, digest_for(kind)) != 0, "sign a certificate");
    return {key, certificate};
}

// What a set, a bit for each version, means to an end is for OpenSSL to say.
Context make_context(const SSL_METHOD* method, unsigned set, int level) {
    Context context(SSL_CTX_new(method));
    int lowest = 0;
    int highest = 0;
    for (size_t i = 0; i < versions.size(); ++i) {
        if ((set >> i & 1U) != 0) {
            lowest = lowest == 0 ? versions[i] : lowest;
            highest = versions[i];
            SSL_CTX_clear_options(context.get(), disabling[i]);
        } else {
            SSL_CTX_set_options(context.get(), disabling[i]);
        }
    }
    require(SSL_CTX_set_min_proto_version(context.get(), lowest) == 1, "set the minimum");
    require(SSL_CTX_set_max_proto_version(context.get(), highest) == 1, "set the maximum");
    const std::string ciphers = "DEFAULT:@SECLEVEL=" + std::to_string(level);
    require(SSL_CTX_set_cipher_list(context.get(), ciphers.c_str()) == 1, "set the level");
    return context;
}

// The message callback sees what is encrypted too, where a look at the wire would not.
void on_message(int is_sent, int, int type, const void* bytes, size_t size, SSL* ssl, void* end) {
    if (type == SSL3_RT_ALERT && size == 2) {
        const auto* alert = static_cast<const unsigned char*>(bytes);
        if (alert[1] != SSL3_AD_CLOSE_NOTIFY) {
            const bool by_client = (is_sent != 0) != (SSL_is_server(ssl) != 0);
            static_cast<End*>(end)->alert = (by_client ? "C" : "S") + std::to_string(alert[1]);
        }
    }
}

void attach(End& end, SSL_CTX* context, BIO* bio) {
    end.ssl.reset(SSL_new(context));
    SSL_set_bio(end.ssl.get(), bio, bio);
    SSL_set_msg_callback(end.ssl.get(), on_message);
    SSL_set_msg_callback_arg(end.ssl.get(), &end);
}

// arriving is a plaintext alert that is the next thing to be read.
std::string arriving(const End& end) {
    char* bytes = nullptr;
    const int size = BIO_nread0(SSL_get_rbio(end.ssl.get()), &bytes);
    const bool is_alert = size >= 7 && bytes[0] == SSL3_RT_ALERT && bytes[3] == 0 && bytes[4] == 2;
    const int code = is_alert ? static_cast<unsigned char>(bytes[6]) : 0;
    return is_alert ? (SSL_is_server(end.ssl.get()) != 0 ? "C" : "S") + std::to_string(code) : "";
}

void advance(End& end) {
    if (end.done || end.failed) {
        return;
    }
    // libssl tells nobody of an alert in a record that it rejects by its header, or that comes
    // before any hello, and answers it with an alert of its own: the first one counts.
    const std::string alert = arriving(end);
    const size_t before = BIO_ctrl_pending(SSL_get_rbio(end.ssl.get()));
    const int result = SSL_do_handshake(end.ssl.get());
    const int error = SSL_get_error(end.ssl.get(), result);
    if (!alert.empty() && BIO_ctrl_pending(SSL_get_rbio(end.ssl.get())) < before) {
        end.alert = alert;
    }
    end.done = result == 1;
    end.failed = result != 1 && error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
}

// An alert in a record that libssl rejects by its header is still in the end's BIO, in plaintext.
std::string outcome_of(const End& end) {
    if (end.done && !end.failed) {
        const char* name = names[static_cast<size_t>(SSL_version(end.ssl.get()) - TLS1_VERSION)];
        return name + std::string(SSL_session_reused(end.ssl.get()) != 0 ? " resumed" : "");
    }
    return end.alert.empty() ? "?" : end.alert;
}

// Earlier is a session that the client offers, and what takes one from a handshake.
struct Earlier {
    SSL_SESSION* offered = nullptr;
    int version = 0;  // of a handshake that is there for its session alone; 0: any
    SSL_SESSION* made = nullptr;
};

void pin(SSL* ssl, int version) {
    for (const unsigned long option : disabling) {
        SSL_clear_options(ssl, option);
    }
    require(SSL_set_min_proto_version(ssl, version) == 1 &&
                SSL_set_max_proto_version(ssl, version) == 1,
            "pin a handshake");
}

// Pair is two ends and what lies between them.
struct Pair {
    End client;
    End server;
};

void connect(Pair& ends, SSL_CTX* client_context, SSL_CTX* server_context) {
    BIO* client_bio = nullptr;
    BIO* server_bio = nullptr;
    require(BIO_new_bio_pair(&client_bio, 65536, &server_bio, 65536) == 1, "make two BIOs");
    attach(ends.client, client_context, client_bio);
    attach(ends.server, server_context, server_bio);
    SSL_set_connect_state(ends.client.ssl.get());
    SSL_set_accept_state(ends.server.ssl.get());
}

void shake_hands(Pair& ends) {
    for (int round = 0; round < 12; ++round) {
        advance(ends.client);
        advance(ends.server);
    }
}

// reads_alert tells whether what comes next ends the connection.
bool reads_alert(End& end) {
    char byte = 0;
    const int result = SSL_read(end.ssl.get(), &byte, 1);
    return result <= 0 && SSL_get_error(end.ssl.get(), result) != SSL_ERROR_WANT_READ;
}

// The client's word, and the server's behind a stroke where it is another.
std::string words_of(const Pair& ends) {
    const std::string said = outcome_of(ends.client);
    const std::string answered = outcome_of(ends.server);
    return said == answered ? said : said + "/" + answered;
}

std::string drive(SSL_CTX* client_context, SSL_CTX* server_context, Earlier* earlier = nullptr) {
    Pair ends;
    connect(ends, client_context, server_context);
    auto& [client, server] = ends;
    if (earlier != nullptr && earlier->version != 0) {
        pin(client.ssl.get(), earlier->version);
        pin(server.ssl.get(), earlier->version);
    } else if (earlier != nullptr && earlier->offered != nullptr) {
        require(SSL_set_session(client.ssl.get(), earlier->offered) == 1, "offer a session");
    }
    shake_hands(ends);
    // A client of 1.3 is done before the server has judged it: its first read settles that.
    if (client.done && server.failed) {
        char byte = 0;
        client.failed = SSL_read(client.ssl.get(), &byte, 1) <= 0;
    }
    if (earlier != nullptr && earlier->version != 0) {
        char byte = 0;
        SSL_read(client.ssl.get(), &byte, 1);  // the tickets of 1.3 come behind the handshake
        earlier->made = SSL_get1_session(client.ssl.get());
        // Without a goodbye a session is forgotten.
        SSL_set_shutdown(client.ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_set_shutdown(server.ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }
    return words_of(ends);
}

// The same where the server asks for a certificate once the handshake is over.
std::string drive_later(SSL_CTX* client_context, SSL_CTX* server_context, int mode) {
    Pair ends;
    connect(ends, client_context, server_context);
    shake_hands(ends);
    auto& [client, server] = ends;
    if (client.done && server.done) {
        SSL_set_verify(server.ssl.get(), mode, nullptr);
        if (SSL_verify_client_post_handshake(server.ssl.get()) == 1) {
            require(SSL_do_handshake(server.ssl.get()) == 1, "ask for a certificate");
            client.failed = reads_alert(client);
            server.failed = reads_alert(server);
            client.failed = client.failed || reads_alert(client);
        }
    }
    return words_of(ends);
}

}  // namespace
