#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/relay/dialogue.hpp"

namespace tlsmatrix::relay::wire_watch_test {
namespace {

using account::Cause;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Ending::Kind;
using namespace dialogue;

const std::vector<Case>& cases() {
    const Bytes offer = hello({0x0304, 0x0303});
    const Bytes chosen_1_3 = choice(0x0304, aes_256_gcm_of_1_3);
    const Bytes chosen_1_2 = choice(0x0303, ecdhe_rsa_aes_128_gcm);
    const std::vector<Said> old_handshake{{from_client, offer},
                                          {from_server, chosen_1_2},
                                          {from_client, change_cipher_spec},
                                          {from_client, encrypted_finished},
                                          {from_server, change_cipher_spec},
                                          {from_server, encrypted_finished}};
    const auto with = [](std::vector<Said> said, const std::vector<Said>& more) {
        said.insert(said.end(), more.begin(), more.end());
        return said;
    };
    static const std::vector<Case> all{
        {"TLS 1.3, and the server went on",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, change_cipher_spec, encrypted(800)})},
          {from_client, joined({change_cipher_spec, encrypted(69), encrypted(120)})},
          {from_server, encrypted(300)}},
         {},
         "TLSv1.3, TLS_AES_256_GCM_SHA384",
         "",
         "what the server sent behind it data or a refusal"},
        {"TLS 1.3, and the client left behind all but its Finished, or behind a padded alert",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, encrypted(529)}},
         {Kind::reset, from_client},
         "TLSv1.3, TLS_AES_256_GCM_SHA384",
         "",
         "what the client sent may have been its Finished or a refusal"},
        {"TLS 1.3, a Finished that is cut into two records",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, joined({encrypted(19), encrypted(67)})}},
         {Kind::closed, from_client},
         "TLSv1.3, TLS_AES_256_GCM_SHA384",
         "",
         "whether the server accepted it"},
        {"TLS 1.3, and a server without tickets said little, then farewell",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, encrypted(69)},
          {from_server, joined({encrypted(19), encrypted(19)})}},
         {Kind::closed, from_server},
         "TLSv1.3, TLS_AES_256_GCM_SHA384",
         "",
         "what the server sent behind it data or a refusal"},
        {"TLS 1.3, a reset in answer to what may be the client's Finished",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, encrypted(69)}},
         {Kind::reset, from_server},
         "the server reset the connection",
         "; the client had answered the ServerHello, and the handshake may have succeeded",
         "whether the server accepted it"},
        {"TLS 1.3, and the server closed before the client had sent enough for a Finished",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, encrypted(68)}},
         {Kind::closed, from_server},
         "the server closed",
         "the certificate or something else"},
        {"TLS 1.3, an alert in plain text behind the client's Finished",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, encrypted(69)},
          {from_server, alert(2, 20)}},
         {Kind::closed, from_client},
         "the server refused with bad_record_mac",
         "the server refused with bad_record_mac"},
        {"TLS 1.3, and the client left behind its Finished",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, joined({encrypted(69), encrypted(19)})}},
         {Kind::closed, from_client},
         "TLSv1.3, TLS_AES_256_GCM_SHA384",
         "",
         "whether the server accepted it"},
        {"TLS 1.3, refused by the client in an encrypted alert",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, joined({change_cipher_spec, encrypted(19)})}},
         {Kind::closed, from_server},
         "the client sent an encrypted alert",
         "the client sent an encrypted alert after the server chose TLSv1.3, and no more: only the "
         "two ends can read which one it is"},
        {"TLS 1.3, the client's certificate refused in an encrypted alert",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, encrypted(69)},
          {from_server, encrypted(19)}},
         {Kind::closed, from_server},
         "the server sent an encrypted record as long as an alert",
         "only the two ends can read which one it is, or whether it is one; the client had "
         "answered "
         "the ServerHello, and the handshake may have succeeded",
         "what the client sent may have been its Finished or a refusal"},
        {"TLS 1.3, and the server closed on the client's Finished",
         {{from_client, offer},
          {from_server, joined({chosen_1_3, encrypted(800)})},
          {from_client, encrypted(69)}},
         {Kind::closed, from_server},
         "the server closed",
         "the server closed the connection without an alert after the server chose TLSv1.3: it "
         "does "
         "not say whether it minds the version, the certificate or something else; the client had "
         "answered the ServerHello, and the handshake may have succeeded",
         "whether the server accepted it"},
        {"TLS 1.2, with data behind it",
         with(old_handshake, {{from_client, encrypted(120)}}),
         {},
         "TLSv1.2, ECDHE-RSA-AES128-GCM-SHA256",
         ""},
        {"TLS 1.2, and the client said farewell at once",
         with(old_handshake, {{from_client, encrypted_alert}}),
         {Kind::closed, from_client},
         "TLSv1.2, ECDHE-RSA-AES128-GCM-SHA256",
         "",
         "whether the client accepted the server's Finished"},
        {"TLS 1.2, an alert in plain text in answer to the client's Finished",
         {{from_client, offer},
          {from_server, chosen_1_2},
          {from_client, joined({change_cipher_spec, encrypted_finished})},
          {from_server, alert(2, 51)}},
         {Kind::closed, from_server},
         "the server refused with decrypt_error",
         "the server refused with decrypt_error"},
        {"no version in common",
         {{from_client, offer}, {from_server, alert(2, 70)}},
         {Kind::closed, from_server},
         "the server refused with protocol_version",
         "protocol_version"},
        {"the client does not take what was chosen",
         {{from_client, offer}, {from_server, choice(0x0302, 0xc013)}, {from_client, alert(2, 70)}},
         {Kind::reset, from_client},
         "the client refused with protocol_version",
         "the server chose TLSv1.1, which the client does not accept"},
        {"a reset in answer to the hello",
         {{from_client, offer}},
         {Kind::reset, from_server},
         "the server reset the connection",
         "the connection was reset after the hello, without an answer"},
        {"silence",
         {{from_client, offer}},
         {Kind::timed_out, from_client, std::chrono::seconds(10)},
         "no answer within 10 s",
         "no answer within 10 s: nothing came from the server"},
        {"half a hello",
         {{from_client, Bytes(offer.begin(), offer.begin() + 20)}},
         {Kind::closed, from_client},
         "the client closed",
         "the client closed the connection without an alert, 20 bytes into its hello"},
        {"plain HTTP",
         {{from_client, text("GET / HTTP/1.1\r\n\r\n")}},
         {Kind::closed, from_server},
         "not TLS",
         "the client speaks plain HTTP"},
        {"a server that cannot be reached",
         {},
         {.kind = Kind::broken, .words = "the relay cannot reach the server"},
         "the relay cannot reach the server",
         "the relay cannot reach the server"},
    };
    return all;
}

TEST(WireWatch, TellsHowEachHandshakeEnded) {
    expect_told(cases());
}

TEST(WireWatch, TellsTheSameHoweverTheBytesAreCut) {
    expect_told_the_same_in_pieces(cases());
}

TEST(WireWatch, CallsAnAlertOfAWrongLengthMalformedUntilItsSenderEncrypts) {
    const Bytes chosen = choice(0x0303, ecdhe_rsa_aes_128_gcm);
    const HandshakeTold made = told({{from_client, hello({0x0303})},
                                     {from_client, encrypted_alert},
                                     {from_server, chosen},
                                     {from_client, change_cipher_spec},
                                     {from_client, encrypted_alert}},
                                    {Kind::closed, from_client});
    std::vector<std::string> names;
    for (const Passage& each : made.passages) {
        names.push_back(each.message);
    }
    EXPECT_THAT(names, testing::ElementsAre("ClientHello", "malformed alert", "ServerHello",
                                            "ChangeCipherSpec", "encrypted alert"));
}

TEST(WireWatch, SettlesOnceBothEndsHaveGoneOn) {
    WireWatch watch;
    const auto say = [&watch](Sender from, const Bytes& bytes) {
        watch.on_bytes(from, bytes, {});
        return watch.settled();
    };
    EXPECT_FALSE(say(from_client, hello({0x0304})));
    EXPECT_FALSE(say(from_server, joined({choice(0x0304, aes_256_gcm_of_1_3), encrypted(800)})));
    EXPECT_FALSE(say(from_client, joined({encrypted(69), encrypted(100)})));
    EXPECT_TRUE(say(from_server, encrypted(250)));
}

TEST(WireWatch, KeepsNoMoreThanItsBounds) {
    WireWatch watch;
    watch.on_bytes(from_client, hello({0x0303}), {});
    for (std::size_t i = 0; i < WireWatch::max_passages + 10; ++i) {
        watch.on_bytes(from_server, alert(1, 112), {});
    }
    const HandshakeTold made = watch.conclude({Kind::closed, from_server}, {});
    EXPECT_EQ(made.passages.size(), WireWatch::max_passages);
    EXPECT_EQ(made.passages_left_out, 11U);
}

TEST(WireWatch, NamesWhatPassedInItsOrder) {
    const HandshakeTold made =
        told({{from_client, hello({0x0304, 0x0303})},
              {from_server, joined({choice(0x0303, ecdhe_rsa_aes_128_gcm),
                                    record_bytes(22, handshake_message(11, Bytes(300, 1)))})},
              {from_client, alert(2, 42)}},
             {Kind::closed, from_client});
    std::vector<std::string> names;
    for (const Passage& each : made.passages) {
        names.push_back(each.message + " " + each.details);
    }
    EXPECT_THAT(names,
                testing::ElementsAre("ClientHello offers TLSv1.3,TLSv1.2, 2 cipher suites",
                                     "ServerHello chooses TLSv1.2, ECDHE-RSA-AES128-GCM-SHA256",
                                     "Certificate ", "alert bad_certificate (fatal)"));
    EXPECT_EQ(made.told.cause, Cause::certificate_rejected);
    EXPECT_THAT(story_of(made), testing::SizeIs(4));
    EXPECT_THAT(line_of(made), HasSubstr("tls_outcome=refused tls_refused_by=client "
                                         "tls_alert=bad_certificate tls_offered=TLSv1.3,TLSv1.2 "
                                         "tls_chosen=TLSv1.2 tls_cause=\""));
}

}  // namespace
}  // namespace tlsmatrix::relay::wire_watch_test
