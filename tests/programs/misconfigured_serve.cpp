// tlsmatrix with a `serve` that pins wrongly: what the pin proof is there to find.
//   misconfigured_serve tls-1.2 serve --tls 1.3 --listen 127.0.0.1:0
#include <cstdio>
#include <map>
#include <string_view>

#include <openssl/ssl.h>

#include <tlsmatrix/cli/program.hpp>

namespace {

using Mistake = void (*)(ssl_ctx_st*);

constexpr std::uint64_t disable_bits =
    SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3;

template <int version>
void speaks(ssl_ctx_st* context) {
    SSL_CTX_clear_options(context, disable_bits);
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    SSL_CTX_set_security_level(context, 0);
}

void speaks_all(ssl_ctx_st* context) {
    SSL_CTX_clear_options(context, disable_bits);
    SSL_CTX_set_min_proto_version(context, 0);
    SSL_CTX_set_max_proto_version(context, 0);
    SSL_CTX_set_security_level(context, 0);
}

void has_a_wrong_maximum(ssl_ctx_st* context) {
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
}

void forgets_its_holes(ssl_ctx_st* context) {
    SSL_CTX_clear_options(context, disable_bits);
}

void has_a_security_level(ssl_ctx_st* context) {
    SSL_CTX_set_security_level(context, 2);
}

void makes_none(ssl_ctx_st*) {}

const std::map<std::string_view, Mistake> mistakes{
    {"tls-1.0", speaks<TLS1_VERSION>},
    {"tls-1.1", speaks<TLS1_1_VERSION>},
    {"tls-1.2", speaks<TLS1_2_VERSION>},
    {"tls-1.3", speaks<TLS1_3_VERSION>},
    {"all", speaks_all},
    {"max-1.2", has_a_wrong_maximum},
    {"no-holes", forgets_its_holes},
    {"level-2", has_a_security_level},
    {"none", makes_none},
};

}  // namespace

int main(int argc, char** argv) {
    const auto mistake = argc < 2 ? mistakes.end() : mistakes.find(argv[1]);
    if (mistake == mistakes.end()) {
        std::fputs("usage: misconfigured_serve MISTAKE serve ...\n", stderr);
        return 64;
    }
    argv[1] = argv[0];
    return tlsmatrix::cli::run(argc - 1, argv + 1,
                               {.adjust_server = [&](tlsmatrix::server::Settings& settings) {
                                   settings.adjust_context = mistake->second;
                               }});
}
