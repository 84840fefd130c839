#include <algorithm>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <tlsmatrix/engine/context.hpp>
#include <tlsmatrix/engine/detail/algorithms.hpp>
#include <tlsmatrix/engine/detail/context_callbacks.hpp>
#include <tlsmatrix/engine/detail/disable_bits.hpp>
#include <tlsmatrix/engine/detail/new_context.hpp>
#include <tlsmatrix/engine/detail/openssl_pointers.hpp>
#include <tlsmatrix/engine/detail/system_trust.hpp>
#include <tlsmatrix/engine/detail/verify_mode.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>

namespace tlsmatrix {
namespace {

void require(bool done, std::string_view what) {
    if (!done) {
        throw_openssl(what);
    }
}

// A version that is compiled out is found here: setting it as a bound fails.
void require_spoken(SSL_CTX* context, VersionSet versions) {
    for (ProtocolVersion version : versions.versions()) {
        if (SSL_CTX_set_max_proto_version(context, static_cast<int>(version)) != 1) {
            throw SetupError(
                fmt::format("this OpenSSL cannot speak {}: leave it out of the set of versions, or "
                            "use an OpenSSL "
                            "that is built with it",
                            wire_name(version)));
        }
    }
}

void set_versions(SSL_CTX* context, VersionSet versions) {
    if (versions.empty()) {
        throw SetupError("the set of TLS versions is empty: name at least one, such as 1.2");
    }
    require_spoken(context, versions);
    const bool bounded =
        SSL_CTX_set_min_proto_version(context, static_cast<int>(*versions.lowest())) == 1 &&
        SSL_CTX_set_max_proto_version(context, static_cast<int>(*versions.highest())) == 1;
    require(bounded, "cannot set the range of TLS versions");
    for (const DisableBit& bit : disable_bits) {
        if (versions.contains(bit.version)) {
            SSL_CTX_clear_options(context, bit.option);
        } else {
            SSL_CTX_set_options(context, bit.option);
        }
    }
}

void set_modes(SSL_CTX* context) {
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // Whole records arrive with one read, and the observer sees the body of an alert that libssl
    // rejects by its header.
    SSL_CTX_set_read_ahead(context, 1);
}

template <class Side>
SslContextPointer make_context(const SSL_METHOD* method, const Side& settings) {
    SslContextPointer context = new_context(method);
    require(context != nullptr, "cannot make an SSL_CTX");
    set_versions(context.get(), settings.versions);
    set_algorithms(context.get(), settings);
    set_modes(context.get());
    return context;
}

void use_credentials(SSL_CTX* context, const Credentials& credentials) {
    require(SSL_CTX_use_certificate(context, credentials.chain.front().get()) == 1,
            "cannot use the certificate");
    for (std::size_t i = 1; i < credentials.chain.size(); ++i) {
        require(SSL_CTX_add1_chain_cert(context, credentials.chain[i].get()) == 1,
                "cannot add a certificate to the chain");
    }
    // A key of another type goes into a slot of its own, where only the check misses its
    // certificate.
    require(SSL_CTX_use_PrivateKey(context, credentials.key.get()) == 1 &&
                SSL_CTX_check_private_key(context) == 1,
            "the private key does not match the certificate");
}

// libssl holds chains to the handshake's level, and level 0 takes any signature and any key.
void set_chain_level(SSL_CTX* context) {
    X509_VERIFY_PARAM_set_auth_level(
        SSL_CTX_get0_param(context),
        std::max(SSL_CTX_get_security_level(context), lowest_chain_level));
}

void use_trust(SSL_CTX* context, const Trust& trust) {
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    for (const CertificatePointer& certificate : trust.certificates) {
        require(X509_STORE_add_cert(store, certificate.get()) == 1,
                "cannot add a trusted certificate");
    }
    if (!trust.ca_file.empty() && SSL_CTX_load_verify_file(context, trust.ca_file.c_str()) != 1) {
        throw SetupError(
            fmt::format("cannot read trusted certificates from '{}' ({}): name a file "
                        "of PEM certificates",
                        trust.ca_file, take_openssl_reason()));
    }
    if (trust.system) {
        require(SSL_CTX_set_default_verify_paths(context) == 1,
                "cannot use the system's trusted certificates");
        // Whatever of it cannot be read is no reason to serve nobody: verification then says so.
        if (const std::string file = system_ca_file();
            !file.empty() && SSL_CTX_load_verify_file(context, file.c_str()) != 1) {
            ERR_clear_error();
        }
    }
}

void believe_servers(SSL_CTX* context, const Trust& trust) {
    SSL_CTX_set_verify(context, trust.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    use_trust(context, trust);
}

// The names of those who are trusted go into the request: some clients choose a certificate by them
// (RFC 5246 section 7.4.4).
void ask_for_certificate(SSL_CTX* context, const ServerContextSettings& settings) {
    if (settings.verify_client == VerifyClient::none) {
        return;
    }
    if (!settings.post_handshake) {
        SSL_CTX_set_verify(context, verify_mode(settings.verify_client), nullptr);
    }
    set_chain_level(context);
    use_trust(context, settings.client_trust);
    for (const CertificatePointer& certificate : settings.client_trust.certificates) {
        require(SSL_CTX_add_client_CA(context, certificate.get()) == 1,
                "cannot name an authority to clients");
    }
}

}  // namespace

struct ServerContext::State {
    ServerContextSettings settings;
    SslContextPointer context;
};

ServerContext::ServerContext(ServerContextSettings settings) {
    auto state = std::make_shared<State>(State{std::move(settings), nullptr});
    state->context = make_context(TLS_server_method(), state->settings);
    SSL_CTX* context = state->context.get();
    const Credentials& credentials = state->settings.credentials;
    if (credentials.chain.empty() || credentials.key == nullptr) {
        throw SetupError("a server needs a certificate and its private key");
    }
    use_credentials(context, credentials);
    ask_for_certificate(context, state->settings);
    if (state->settings.verify_client == VerifyClient::none) {
        // A chain of one is completed in every handshake from those who are trusted: here nobody.
        SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
    }
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    require(SSL_CTX_set_dh_auto(context, 1) == 1, "cannot enable DHE");
    require(SSL_CTX_set_session_id_context(
                context, reinterpret_cast<const unsigned char*>(session_context.data()),
                static_cast<unsigned>(session_context.size())) == 1,
            "cannot set the session id context");
    if (!state->settings.tickets) {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    }
    // OpenSSL's two cost a session, an encryption and a packet more for each handshake at 1.3.
    require(SSL_CTX_set_num_tickets(context, 1) == 1, "cannot set the number of tickets");
    install_server_callbacks(context, state->settings);
    if (state->settings.adjust) {
        state->settings.adjust(context);
    }
    state_ = std::move(state);
}

ssl_ctx_st* ServerContext::native() const {
    return state_->context.get();
}
const ServerContextSettings& ServerContext::settings() const {
    return state_->settings;
}

struct ClientContext::State {
    ClientContextSettings settings;
    SslContextPointer context;
};

ClientContext::ClientContext(ClientContextSettings settings) {
    auto state = std::make_shared<State>(State{std::move(settings), nullptr});
    state->context = make_context(TLS_client_method(), state->settings);
    SSL_CTX* context = state->context.get();
    set_chain_level(context);
    believe_servers(context, state->settings.trust);
    if (!state->settings.credentials.chain.empty()) {
        use_credentials(context, state->settings.credentials);
    }
    if (state->settings.fallback_scsv) {
        SSL_CTX_set_mode(context, SSL_MODE_SEND_FALLBACK_SCSV);
    }
    SSL_CTX_set_post_handshake_auth(context, state->settings.post_handshake_auth ? 1 : 0);
    install_client_callbacks(context, state->settings);
    if (state->settings.adjust) {
        state->settings.adjust(context);
    }
    state_ = std::move(state);
}

ClientContext::ClientContext(std::shared_ptr<const State> state) : state_(std::move(state)) {}

ClientContext ClientContext::with_presets(Trust trust, const std::vector<Remedy>& remedies) {
    auto state = std::make_shared<State>();
    state->settings.trust = std::move(trust);
    std::string trouble;
    state->context = new_context_of_others(TLS_client_method(), trouble);
    if (state->context == nullptr) {
        throw SetupError(fmt::format(
            "OpenSSL makes no context ({}): look at the file that OPENSSL_CONF names, or at "
            "openssl.cnf",
            trouble.empty() ? "without a reason" : trouble));
    }
    for (const Remedy remedy : remedies) {
        apply(remedy, state->context.get());
    }
    believe_servers(state->context.get(), state->settings.trust);
    return ClientContext(std::move(state));
}

ssl_ctx_st* ClientContext::native() const {
    return state_->context.get();
}
const ClientContextSettings& ClientContext::settings() const {
    return state_->settings;
}

}  // namespace tlsmatrix
