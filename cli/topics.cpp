#include <fmt/format.h>

#include <tlsmatrix/cli/topics.hpp>
#include <tlsmatrix/server/log/log_facts.hpp>

namespace tlsmatrix::cli {
namespace {

constexpr std::string_view sets_text =
    "A SET of versions is a list, parted by commas, of\n"
    "\n"
    "  1.2           one version; TLSv1.2 is the same\n"
    "  1.2+          this version and all above it\n"
    "  1.0-1.2       all from one to another\n"
    "  all           1.0, 1.1, 1.2 and 1.3\n"
    "\n"
    "such as 1.0,1.2+. It may have holes: 1.0,1.2 is without 1.1. In a host name dashes part the\n"
    "versions, and no dot is written: only-10-12.localhost.\n"
    "SETS, of matrix, is pinned (each version alone), ranges, sets (all 15), or a list of SET "
    "with\n"
    "semicolons between.\n";

constexpr std::string_view files_text =
    "  $XDG_STATE_HOME/tlsmatrix, else ~/.local/state/tlsmatrix\n"
    "      the CA that serve and check keep for a year, in rsa/, ecdsa/ and named/\n"
    "  ca.pem           the CA, for a client to trust\n"
    "  truststore.p12   the same for Java, as PKCS#12\n"
    "  leaf-TYPE.pem, leaf-TYPE.key       the servers' certificates and private keys\n"
    "  client-TYPE.pem, client-TYPE.key   what a client may show\n"
    "\n"
    "The CA's own key is never written. tlsmatrix certs DIR writes ca.pem, truststore.p12,\n"
    "server-TYPE.pem and server-TYPE.key into DIR. The ready file and each report in JSON are as "
    "the\n"
    "schemas in the documentation say.\n";

constexpr std::string_view environment_text =
    "What is read:\n"
    "\n"
    "  XDG_STATE_HOME, HOME   where the CA is kept: see FILES\n"
    "  SSLKEYLOGFILE          where serve and request write TLS secrets, as with --keylog\n"
    "  NO_COLOR, TERM         no colour where NO_COLOR is set, or TERM is dumb\n"
    "  COLUMNS                how wide help is (default: as the terminal)\n"
    "  TMPDIR                 where what lives as long as a run is put\n"
    "  OPENSSL_CONF           other programs' presets, which doctor tells of\n"
    "  PATH                   where programs are found\n"
    "  TLSMATRIX_OLD_NODE     the same as reproduce --old-node\n"
    "  GTEST_SHARD_INDEX and GTEST_TOTAL_SHARDS, TEST_SHARD_INDEX and TEST_TOTAL_SHARDS,\n"
    "  CI_NODE_INDEX and CI_NODE_TOTAL, JOB_COMPLETION_INDEX and JOB_COMPLETION_TOTAL\n"
    "                         the part of a matrix, as with --shard\n"
    "\n"
    "What run and check give to a command is in their help: TLSMATRIX_URL and its like, and the "
    "CA\n"
    "in SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS and "
    "GIT_SSL_CAINFO.\n";

std::string log_text() {
    std::string text =
        "serve writes a line for each request, and for each handshake that failed, which nginx "
        "never\n"
        "writes. --log-format takes one of\n"
        "\n"
        "  report     the default: request, status, bytes, version/suite, referer, user\n"
        "             agent, time, <body>\n"
        "  combined   as nginx and Apache have it\n"
        "  json       an object a line\n"
        "\n"
        "or a template of variables, $name or ${name}, with $$ for a dollar sign. What never came "
        "to\n"
        "be is -. A request's header is $http_NAME. nginx's variables, and ours, which begin with\n"
        "tls_:\n"
        "\n";
    constexpr std::size_t width = 78;
    std::string line = " ";
    for (const std::string_view name : server::variable_names()) {
        if (line.size() + name.size() + 2 > width) {
            text += line + "\n";
            line = " ";
        }
        line += fmt::format(" ${}", name);
    }
    return text + line + "\n";
}

constexpr std::string_view codes_text =
    "  0    all as expected\n"
    "  1    something was not: a cell, a client, a server, a request that was refused; or nothing\n"
    "       could be decided\n"
    "  2    wrong usage, a broken set-up, or a server that cannot be reached\n"
    "  125  run: the servers or the command could not be started; else the code is the command's,\n"
    "       128 and a signal's number where one ended it\n"
    "  130  matrix, check or a relay's command was interrupted\n"
    "  141  whoever read standard output closed it\n";

}  // namespace

std::vector<Topic> topics() {
    return {
        {"sets", "VERSION SETS", "how a set of versions is written", std::string(sets_text)},
        {"log", "ACCESS LOG", "formats and variables of access lines", log_text()},
        {"codes", "EXIT STATUS", "what each exit code means", std::string(codes_text)},
        {"files", "FILES", "what is kept, and where", std::string(files_text)},
        {"environment", "ENVIRONMENT", "the variables that are read",
         std::string(environment_text)},
    };
}

}  // namespace tlsmatrix::cli
