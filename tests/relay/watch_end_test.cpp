// Who ended a handshake, where the other end had something to say of that.
#include "tests/relay/dialogue.hpp"

namespace tlsmatrix::relay::watch_end_test {
namespace {

using Kind = Ending::Kind;
using namespace dialogue;

const std::vector<Case>& cases() {
    const Bytes offer = hello({0x0304, 0x0303});
    const Bytes chosen_1_3 = choice(0x0304, aes_256_gcm_of_1_3);
    const Bytes chosen_1_2 = choice(0x0303, ecdhe_rsa_aes_128_gcm);
    static const std::vector<Case> all{
        {"the server hung up on the hello, and the client minds",
         {{from_client, offer}, {from_server, {}}, {from_client, alert(2, 50)}},
         {Kind::closed, from_server},
         "the server closed the connection",
         "the server closed the connection without an alert, and without a byte in answer; behind "
         "that the client sent decode_error"},
        {"the server hung up in the middle of its answer",
         {{from_client, offer},
          {from_server, Bytes(chosen_1_2.begin(), chosen_1_2.begin() + 30)},
          {from_server, {}},
          {from_client, alert(2, 10)}},
         {Kind::closed, from_server},
         "the server closed the connection",
         "the server closed the connection without an alert, 30 bytes into its answer; behind that "
         "the client sent unexpected_message"},
        {"the server hung up in the middle of a message",
         {{from_client, offer},
          {from_server, joined({chosen_1_2, record_bytes(22, {11, 0, 4, 0, 1, 1})})},
          {from_server, {}},
          {from_client, alert(2, 50)}},
         {Kind::closed, from_server},
         "the server closed the connection",
         "; it stopped in the middle of a message; behind that the client sent decode_error"},
        {"the client hung up without a byte",
         {{from_client, {}}, {from_server, alert(2, 50)}},
         {Kind::closed, from_client},
         "the client closed the connection",
         "the client closed the connection without an alert, and had sent nothing; behind that the "
         "server sent decode_error"},
        {"the client hung up in its hello",
         {{from_client, Bytes(offer.begin(), offer.begin() + 2)},
          {from_client, {}},
          {from_server, alert(2, 50)}},
         {Kind::closed, from_client},
         "the client closed the connection",
         "2 bytes into its hello; behind that the server sent decode_error"},
        {"the client hung up behind its hello",
         {{from_client, offer}, {from_client, {}}, {from_server, alert(2, 50)}},
         {Kind::closed, from_client},
         "the client closed the connection",
         "behind its hello, before the server had answered; behind that the server sent "
         "decode_error"},
        {"the client hung up behind its hello, and the server chose",
         {{from_client, offer},
          {from_client, {}},
          {from_server, joined({chosen_1_3, encrypted(800), encrypted(19)})}},
         {Kind::closed, from_client},
         "the client closed the connection",
         "behind its hello, before the server had answered; behind that the server sent an "
         "encrypted record as long as an alert"},
        {"an alert, and then the end of its sender",
         {{from_client, offer}, {from_server, alert(2, 70)}, {from_server, {}}},
         {Kind::closed, from_server},
         "the server refused with protocol_version",
         "protocol_version"},
        {"plain HTTP that ends, and an alert for it",
         {{from_client, text("GET / HTTP/1.1\r\n\r\n")},
          {from_client, {}},
          {from_server, alert(2, 70)}},
         {Kind::closed, from_client},
         "the server refused with protocol_version",
         "protocol_version"},
        {"an alert of a wrong length",
         {{from_client, offer}, {from_server, record_bytes(21, {2, 70, 0})}, {from_server, {}}},
         {Kind::closed, from_server},
         "the server closed the connection",
         "the server closed the connection without an alert, 8 bytes into its answer"},
    };
    return all;
}

TEST(WatchEnd, IsTheWorkOfWhoeverClosedFirst) {
    expect_told(cases());
}

TEST(WatchEnd, IsTheSameHoweverTheBytesAreCut) {
    expect_told_the_same_in_pieces(cases());
}

TEST(WatchEnd, KeepsWhatWasAnsweredBehindIt) {
    const HandshakeTold made =
        told({{from_client, hello({0x0303})}, {from_server, {}}, {from_client, alert(2, 50)}},
             {Kind::closed, from_server});
    EXPECT_EQ(made.told.stopped, Sender::server);
    EXPECT_THAT(made.seen.alerts, testing::SizeIs(1));
}

}  // namespace
}  // namespace tlsmatrix::relay::watch_end_test
