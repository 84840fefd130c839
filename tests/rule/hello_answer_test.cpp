#include <gtest/gtest.h>

#include <tlsmatrix/rule/hello_answer.hpp>

namespace tlsmatrix::hello_answer_test {
namespace {

using enum ProtocolVersion;

ClientHello hello_of(VersionSet run) {
    ClientHello hello;
    hello.cipher_suites = {0x1301, 0xc02f, 0xc014};
    hello.legacy_version = static_cast<std::uint16_t>(std::min(*run.highest(), tls_1_2));
    if (run.contains(tls_1_3)) {
        hello.supported_versions.emplace();
        for (const ProtocolVersion each : run.versions()) {
            hello.supported_versions->push_back(static_cast<std::uint16_t>(each));
        }
    }
    return hello;
}

// For each hello that OpenSSL's client sends, the rule of whole negotiations says the same.
TEST(HelloAnswerTest, test_of_every_run_it_says_what_the_negotiation_says_of_the_server) {
    for (const VersionSet run : all_version_sets()) {
        if (run.has_hole()) {
            continue;
        }
        for (const VersionSet set : all_version_sets()) {
            for (const bool scsv : {false, true}) {
                for (const Engine engine : {Engine::exact, Engine::openssl}) {
                    ClientEndpoint client;
                    client.versions = run;
                    client.fallback_scsv = scsv;
                    ServerEndpoint server;
                    server.versions = set;
                    server.engine = engine;
                    ClientHello hello = hello_of(run);
                    if (scsv) {
                        hello.cipher_suites.push_back(fallback_scsv_code);
                    }
                    const Prediction told = negotiate(client, server).server;
                    const HelloAnswer answer = answer_to(hello, server);
                    SCOPED_TRACE(run.str() + " at " + set.str());
                    const auto* alert = std::get_if<Alert>(&told);
                    if (alert != nullptr && alert->sender == Sender::server) {
                        EXPECT_EQ(std::get<Alert>(answer.choice), *alert);
                        continue;
                    }
                    const auto chosen = std::get<ProtocolVersion>(answer.choice);
                    if (alert == nullptr) {
                        EXPECT_EQ(chosen, std::get<ProtocolVersion>(told));
                    } else if (alert->description == alert_code::protocol_version) {
                        EXPECT_FALSE(run.contains(chosen));
                    } else {
                        EXPECT_TRUE(answer.warned.has_value());
                    }
                }
            }
        }
    }
}

TEST(HelloAnswerTest, test_a_sparse_offer_gets_the_highest_that_it_names) {
    ClientHello hello = hello_of({tls_1_3});
    hello.supported_versions = {{0x0304, 0x0302}};
    ServerEndpoint server;
    server.versions = {tls_1_1, tls_1_2};
    const HelloAnswer answer = answer_to(hello, server);
    EXPECT_EQ(std::get<ProtocolVersion>(answer.choice), tls_1_1);
    EXPECT_EQ(answer.warned, tls_1_2);
    server.versions = {tls_1_2};
    EXPECT_EQ(std::get<Alert>(answer_to(hello, server).choice).description,
              alert_code::protocol_version);
}

TEST(HelloAnswerTest, test_a_hello_without_a_suite_for_the_version_is_refused) {
    ClientHello hello = hello_of({tls_1_2, tls_1_3});
    hello.cipher_suites = {0x1301};
    ServerEndpoint server;
    server.versions = {tls_1_2};
    const HelloAnswer answer = answer_to(hello, server);
    EXPECT_EQ(std::get<Alert>(answer.choice).description, alert_code::handshake_failure);
    EXPECT_TRUE(answer.without_suite);
}

TEST(HelloAnswerTest, test_hellos_older_than_tls_have_their_own_rule) {
    ClientHello hello = hello_of({tls_1_0});
    hello.legacy_version = sslv3_code;
    EXPECT_EQ(std::get<Alert>(answer_to(hello, ServerEndpoint{}).choice).description,
              alert_code::handshake_failure);
    hello.format = ClientHello::Format::sslv2;
    hello.legacy_version = 0x0303;
    EXPECT_EQ(std::get<ProtocolVersion>(answer_to(hello, ServerEndpoint{}).choice), tls_1_2);
    hello.legacy_version = sslv2_code;
    EXPECT_EQ(std::get<Alert>(answer_to(hello, ServerEndpoint{}).choice).description,
              alert_code::protocol_version);
}

}  // namespace
}  // namespace tlsmatrix::hello_answer_test
