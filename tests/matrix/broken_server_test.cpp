// A server that is broken on purpose is caught by its cell, with an explanation that names what was
// to be seen, what was seen, and by whom.
#include <functional>

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::broken_server_test {
namespace {

using enum ProtocolVersion;
using ::testing::HasSubstr;
using ::testing::Not;

// Speaks these versions, whatever it was told.
template <int lowest, int highest>
void pins(server::Settings& settings) {
    settings.adjust_context = [](ssl_ctx_st* context) {
        SSL_CTX_clear_options(
            context, SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3);
        SSL_CTX_set_min_proto_version(context, lowest);
        SSL_CTX_set_max_proto_version(context, highest);
    };
}

// Refuses every hello with this alert.
template <int description>
void alerts(server::Settings& settings) {
    settings.adjust_context = [](ssl_ctx_st* context) {
        SSL_CTX_set_client_hello_cb(
            context,
            [](SSL*, int* alert, void*) {
                *alert = description;
                return SSL_CLIENT_HELLO_ERROR;
            },
            nullptr);
    };
}

// Tells its log of another end of the handshake than there was.
void logs(server::Settings& settings, std::function<void(HandshakeOutcome&)> change) {
    settings.watcher = [watcher = settings.watcher, change](const server::AccessEntry& entry) {
        server::ConnectionFacts facts = *entry.connection;
        change(facts.outcome);
        server::AccessEntry other = entry;
        other.connection = &facts;
        watcher(other);
    };
}

template <ProtocolVersion version>
void logs_version(server::Settings& settings) {
    logs(settings, [](HandshakeOutcome& outcome) {
        if (auto* negotiated = std::get_if<Negotiated>(&outcome)) {
            negotiated->version = version;
        }
    });
}

void logs_cipher(server::Settings& settings) {
    logs(settings, [](HandshakeOutcome& outcome) {
        if (auto* negotiated = std::get_if<Negotiated>(&outcome)) {
            negotiated->cipher = "RC4-MD5";
        }
    });
}

void logs_sender(server::Settings& settings) {
    logs(settings, [](HandshakeOutcome& outcome) {
        if (auto* refused = std::get_if<Refused>(&outcome)) {
            refused->alert.sender = other(refused->alert.sender);
        }
    });
}

// What 3.0's SSL_version says after a refusal is no version that was negotiated.
void logs_refusal_as_success(server::Settings& settings) {
    logs(settings, [](HandshakeOutcome& outcome) {
        if (std::holds_alternative<Refused>(outcome)) {
            outcome = Negotiated{.version = tls_1_2, .cipher = {}, .group = {}, .resumed = false};
        }
    });
}

struct Broken {
    const char* name;
    VersionSet client;
    VersionSet server;
    void (*adjust)(server::Settings&);
    const char* says;
    const char* says_too;
    bool client_is_blamed;  // it saw the wrong thing too
};

const Broken broken_servers[] = {
    {"PinsOneVersionTooHigh",
     VersionSet::all(),
     {tls_1_2},
     pins<TLS1_3_VERSION, TLS1_3_VERSION>,
     "the server was to see: TLSv1.2; it saw: TLSv1.3",
     "the client was to see: TLSv1.2; it saw: TLSv1.3",
     true},
    {"PinsOneVersionTooLow",
     VersionSet::all(),
     {tls_1_3},
     pins<TLS1_2_VERSION, TLS1_2_VERSION>,
     "the server was to see: TLSv1.3; it saw: TLSv1.2",
     "the client was to see: TLSv1.3; it saw: TLSv1.2",
     true},
    {"SpeaksWhatItWasToRefuse",
     {tls_1_1},
     {tls_1_2},
     pins<TLS1_VERSION, TLS1_2_VERSION>,
     "the server was to see: the server refuses with protocol_version; it saw: TLSv1.1",
     "the client was to see: the server refuses with protocol_version; it saw: TLSv1.1",
     true},
    {"RefusesWhatItWasToSpeak",
     {tls_1_2},
     {tls_1_2},
     pins<TLS1_3_VERSION, TLS1_3_VERSION>,
     "the server was to see: TLSv1.2; it saw: the server refused with protocol_version",
     "the client was to see: TLSv1.2; it saw: the server refused with protocol_version",
     true},
    {"FillsItsHole",
     {tls_1_1},
     {tls_1_0, tls_1_2},
     pins<TLS1_VERSION, TLS1_2_VERSION>,
     "the server was to see: the client refuses with protocol_version; it saw: TLSv1.1",
     "",
     true},
    {"AlertsHandshakeFailure",
     {tls_1_1},
     {tls_1_2},
     alerts<SSL_AD_HANDSHAKE_FAILURE>,
     "the server was to see: the server refuses with protocol_version; it saw: the server refused "
     "with handshake_failure",
     "the client was to see: the server refuses with protocol_version; it saw: the server refused "
     "with handshake_failure",
     true},
    {"AlertsInternalErrorToAllThatCome",
     {tls_1_2},
     {tls_1_2},
     alerts<SSL_AD_INTERNAL_ERROR>,
     "the client was to see: TLSv1.2; it saw: the server refused with internal_error",
     "",
     true},
    {"LogsALowerVersion",
     {tls_1_3},
     {tls_1_3},
     logs_version<tls_1_2>,
     "the server was to see: TLSv1.3; it saw: TLSv1.2",
     "",
     false},
    {"LogsAHigherVersion",
     {tls_1_0},
     {tls_1_0},
     logs_version<tls_1_3>,
     "the server was to see: TLSv1; it saw: TLSv1.3",
     "",
     false},
    {"LogsAnotherCipher",
     {tls_1_2},
     {tls_1_2},
     logs_cipher,
     "the client says ECDHE-",
     "and the server RC4-MD5",
     false},
    {"LogsAnotherSender",
     {tls_1_1},
     {tls_1_2},
     logs_sender,
     "the server was to see: the server refuses with protocol_version; it saw: the client refused "
     "with protocol_version",
     "",
     false},
    {"LogsARefusalAsSuccess",
     {tls_1_2},
     {tls_1_3},
     logs_refusal_as_success,
     "the server was to see: the server refuses with protocol_version; it saw: TLSv1.2",
     "",
     false},
};

class BrokenServer : public ::testing::TestWithParam<Broken> {};

CellResult result_of(const Broken& broken, bool is_broken) {
    RunOptions options;
    if (is_broken) {
        options.adjust_server = broken.adjust;
    }
    return run(make_cells({broken.client}, {broken.server}, {{}}), options).cells.at(0);
}

TEST_P(BrokenServer, FailsItsCellWithTheRightExplanation) {
    const CellResult result = result_of(GetParam(), true);
    EXPECT_EQ(verdict_name(result.verdict), "failed");
    EXPECT_THAT(result.explanation, HasSubstr(GetParam().says));
    EXPECT_THAT(result.explanation, HasSubstr(GetParam().says_too));
    if (!GetParam().client_is_blamed) {
        EXPECT_THAT(result.explanation, Not(HasSubstr("the client was to see")));
        EXPECT_THAT(result.explanation, Not(HasSubstr("attempts were to be made")));
    }
}

TEST_P(BrokenServer, PassesTheSameCellOnceMended) {
    const CellResult result = result_of(GetParam(), false);
    EXPECT_EQ(verdict_name(result.verdict), "passed") << result.explanation;
}

INSTANTIATE_TEST_SUITE_P(Servers, BrokenServer, ::testing::ValuesIn(broken_servers),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace tlsmatrix::matrix::broken_server_test
