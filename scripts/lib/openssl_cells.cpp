// The version matrix as a given OpenSSL has it: both ends in memory, nothing of tlsmatrix in
// between. Prints the table that tests/matrix/openssl_3_5_cells.csv holds. It is a program of its
// own, or a module of a node that has an OpenSSL linked into it: scripts/openssl_cells builds both.
// With OPENSSL_CELLS=client-certificates in its environment it prints the other table: what comes
// of clients' certificates.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "old_hellos.hpp"
#include "openssl_ends.hpp"

namespace {

std::string set_name(unsigned set) {
    std::string name;
    for (size_t i = 0; i < versions.size(); ++i) {
        if ((set >> i & 1U) != 0) {
            name += (name.empty() ? "" : " ") + std::string(names[i]);
        }
    }
    return name.empty() ? "-" : name;
}

void use_identity(SSL_CTX* context, const Identity& identity) {
    require(SSL_CTX_use_certificate(context, identity.certificate) == 1, "use a certificate");
    require(SSL_CTX_use_PrivateKey(context, identity.key) == 1, "use a key");
}

void believe(SSL_CTX* context, const Identity& identity) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), identity.certificate);
}

std::vector<Context> make_servers(const Identity& identity, int level) {
    std::vector<Context> servers;
    for (unsigned set = 1; set < 16; ++set) {
        servers.push_back(make_context(TLS_server_method(), set, level));
        use_identity(servers.back().get(), identity);
    }
    return servers;
}

Context make_client(const Identity& server, unsigned set, int level) {
    Context client = make_context(TLS_client_method(), set, level);
    SSL_CTX_set_verify(client.get(), SSL_VERIFY_PEER, nullptr);
    believe(client.get(), server);
    return client;
}

void print_header(const std::string& columns) {
    std::printf("# library: %s\n%s", OpenSSL_version(OPENSSL_VERSION), columns.c_str());
    for (unsigned set = 1; set < 16; ++set) {
        std::printf(",%s", set_name(set).c_str());
    }
    std::printf("\n");
}

void print_outcomes(SSL_CTX* client, const std::vector<Context>& servers) {
    for (const Context& server : servers) {
        std::printf(",%s", drive(client, server.get()).c_str());
    }
    std::printf("\n");
}

void print_rows(const char* kind, const Identity& identity, bool scsv, int client_level,
                int server_level) {
    const std::vector<Context> servers = make_servers(identity, server_level);
    for (unsigned set = 1; set < 16; ++set) {
        const Context client = make_client(identity, set, client_level);
        if (scsv) {
            SSL_CTX_set_mode(client.get(), SSL_MODE_SEND_FALLBACK_SCSV);
        }
        std::printf("%s,%d,%d,%s,%s", scsv ? "on" : "off", client_level, server_level, kind,
                    set_name(set).c_str());
        print_outcomes(client.get(), servers);
    }
}

// What the server makes of a client that has no certificate, one that it trusts, and one of which
// it knows nothing.
void print_client_certificates() {
    print_header("client-level,verify-client,client-certificate,client");
    const Identity identity = make_identity("ecdsa");
    const std::array<Identity, 2> clients{make_identity("ecdsa"), make_identity("ecdsa")};
    for (int row = 0; row < 18; ++row) {
        const auto demand = static_cast<size_t>(row % 9 / 3);
        const auto answer = static_cast<size_t>(row % 3);
        const std::vector<Context> servers = make_servers(identity, 0);
        for (const Context& server : servers) {
            SSL_CTX_set_verify(server.get(), demand_modes[demand], nullptr);
            believe(server.get(), clients[0]);
        }
        for (unsigned set = 1; set < 16; ++set) {
            const Context client = make_client(identity, set, row / 9);
            if (answer > 0) {
                use_identity(client.get(), clients[answer - 1]);
            }
            std::printf("%d,%s,%s,%s", row / 9, demands[demand], answers[answer],
                        set_name(set).c_str());
            print_outcomes(client.get(), servers);
        }
    }
    std::fflush(stdout);
}

// What the server makes of it where it asks for the certificate behind the handshake.
void print_post_handshake() {
    print_header("post-handshake,verify-client,client-certificate,client");
    const Identity identity = make_identity("ecdsa");
    const std::array<Identity, 2> clients{make_identity("ecdsa"), make_identity("ecdsa")};
    for (int row = 0; row < 12; ++row) {
        const bool allowed = row < 6;
        const auto demand = static_cast<size_t>(1 + row % 6 / 3);
        const auto answer = static_cast<size_t>(row % 3);
        const std::vector<Context> servers = make_servers(identity, 0);
        for (const Context& server : servers) {
            believe(server.get(), clients[0]);
        }
        for (unsigned set = 1; set < 16; ++set) {
            const Context client = make_client(identity, set, 0);
            SSL_CTX_set_post_handshake_auth(client.get(), allowed ? 1 : 0);
            if (answer > 0) {
                use_identity(client.get(), clients[answer - 1]);
            }
            std::printf("%s,%s,%s,%s", allowed ? "on" : "not-allowed", demands[demand],
                        answers[answer], set_name(set).c_str());
            for (const Context& server : servers) {
                std::printf(",%s",
                            drive_later(client.get(), server.get(), demand_modes[demand]).c_str());
            }
            std::printf("\n");
        }
    }
    std::fflush(stdout);
}

// Sessions of 1.2 and 1.3, by ticket and by id, at once and behind a HelloRetryRequest; among the
// sets is the empty one.
void print_sessions() {
    std::printf("# library: %s\nsession,retry,client", OpenSSL_version(OPENSSL_VERSION));
    for (unsigned set = 0; set < 16; ++set) {
        std::printf(",%s", set_name(set).c_str());
    }
    std::printf("\n");
    const Identity identity = make_identity("ecdsa");
    const std::array<std::pair<const char*, int>, 5> sessions{
        std::pair{"none", 0}, std::pair{"1.2", TLS1_2_VERSION}, std::pair{"1.2-id", TLS1_2_VERSION},
        std::pair{"1.3", TLS1_3_VERSION}, std::pair{"1.3-id", TLS1_3_VERSION}};
    for (int row = 0; row < 10; ++row) {
        const auto& [name, version] = sessions[static_cast<size_t>(row / 2)];
        const bool retry = row % 2 == 1;
        for (unsigned client_set = 0; client_set < 16; ++client_set) {
            std::printf("%s,%s,%s", name, retry ? "on" : "off", set_name(client_set).c_str());
            for (unsigned server_set = 0; server_set < 16; ++server_set) {
                const Context client = make_client(identity, client_set, 0);
                const Context server = make_context(TLS_server_method(), server_set, 0);
                use_identity(server.get(), identity);
                if (std::string(name).find("-id") != std::string::npos) {
                    SSL_CTX_set_options(server.get(), SSL_OP_NO_TICKET);
                }
                Earlier earlier{nullptr, version};
                if (version != 0) {
                    drive(client.get(), server.get(), &earlier);
                    earlier = {earlier.made, 0};
                }
                // The client's one share of 1.3 is for its first group.
                if (retry) {
                    require(SSL_CTX_set1_groups_list(client.get(), "X25519:P-256") == 1 &&
                                SSL_CTX_set1_groups_list(server.get(), "P-256") == 1,
                            "set the groups");
                }
                std::printf(",%s", drive(client.get(), server.get(), &earlier).c_str());
                SSL_SESSION_free(earlier.offered);
            }
            std::printf("\n");
        }
    }
    std::fflush(stdout);
}

// answer is the version of the ServerHello, the server's alert, or how it ended without either.
std::string answer_to(const Bytes& hello, SSL_CTX* context) {
    BIO* client = nullptr;
    BIO* server = nullptr;
    require(BIO_new_bio_pair(&client, 65536, &server, 65536) == 1, "make two BIOs");
    End end;
    attach(end, context, server);
    SSL_set_accept_state(end.ssl.get());
    require(BIO_write(client, hello.data(), static_cast<int>(hello.size())) > 0, "write a hello");
    const int result = SSL_do_handshake(end.ssl.get());
    const bool failed = SSL_get_error(end.ssl.get(), result) == SSL_ERROR_SSL;
    std::array<unsigned char, 11> begin{};
    const int size = BIO_read(client, begin.data(), static_cast<int>(begin.size()));
    BIO_free(client);
    if (size == 11 && begin[0] == SSL3_RT_HANDSHAKE && begin[5] == SSL3_MT_SERVER_HELLO) {
        return names[static_cast<size_t>((begin[9] << 8 | begin[10]) - TLS1_VERSION)];
    }
    return !end.alert.empty() ? end.alert : failed ? "closed" : "?";
}

void print_old_hellos() {
    print_header("server-level,hello");
    const Identity identity = make_identity("rsa");
    const std::array<std::pair<const char*, Bytes>, 3> hellos{
        std::pair{"SSLv2", hello_in_sslv2(2)}, std::pair{"SSLv3", hello_of_sslv3()},
        std::pair{"SSLv2 for TLSv1.2", hello_in_sslv2(TLS1_2_VERSION)}};
    for (int level = 0; level < 3; ++level) {
        const std::vector<Context> servers = make_servers(identity, level);
        for (const auto& [name, hello] : hellos) {
            std::printf("%d,%s", level, name);
            for (const Context& server : servers) {
                std::printf(",%s", answer_to(hello, server.get()).c_str());
            }
            std::printf("\n");
        }
    }
    std::fflush(stdout);
}

void print_cells() {
    const char* variable = std::getenv("OPENSSL_CELLS");
    const std::string wanted = variable == nullptr ? "" : variable;
    if (wanted == "client-certificates") {
        print_client_certificates();
        return;
    }
    if (wanted == "post-handshake") {
        print_post_handshake();
        return;
    }
    if (wanted == "sessions") {
        print_sessions();
        return;
    }
    if (wanted == "old-hellos") {
        print_old_hellos();
        return;
    }
    print_header("scsv,client-level,server-level,certificate,client");
    if (wanted == "certificates") {
        for (const char* kind : more_kinds) {
            const Identity identity = make_identity(kind);
            for (int levels = 0; levels < 9; ++levels) {
                print_rows(kind, identity, false, levels / 3, levels % 3);
            }
        }
        std::fflush(stdout);
        return;
    }
    if (wanted == "levels") {
        // Where P-521 and SHA-512 are, a level decides of versions alone.
        const Identity identity = make_identity("p521");
        for (const int client_level : {0, 3, 4}) {
            for (const int server_level : {0, 3, 4}) {
                print_rows("p521", identity, false, client_level, server_level);
            }
        }
        std::fflush(stdout);
        return;
    }
    for (const char* kind : kinds) {
        const Identity identity = make_identity(kind);
        for (const bool scsv : {false, true}) {
            for (int levels = 0; levels < 9; ++levels) {
                print_rows(kind, identity, scsv, levels / 3, levels % 3);
            }
        }
    }
    std::fflush(stdout);
}

}  // namespace

#ifdef OPENSSL_CELLS_MODULE
extern "C" void* napi_register_module_v1(void*, void* exports) {
    print_cells();
    return exports;
}
#else
int main() {
    print_cells();
}
#endif
