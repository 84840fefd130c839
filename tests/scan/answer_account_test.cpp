#include <gtest/gtest.h>

#include <tlsmatrix/scan/answer_account.hpp>

namespace tlsmatrix::scan::answer_account_test {
namespace {

TEST(AnswerAccount, TellsWhyInTheWordsOfEveryOtherCommand) {
    struct Case {
        Answer answer;
        std::uint16_t version;
        std::string_view why;
    };
    const auto alert = [](std::uint8_t description) {
        return Alert{description, AlertLevel::fatal, Sender::server};
    };
    const std::vector<Case> cases{
        {alert(70), 0x0303,
         "protocol_version came back, which says that the server supports none of what was "
         "offered"},
        {alert(40), 0x0304,
         "the hello offers TLSv1.3 alone, and the server refused with handshake_failure: so does "
         "one that does not know supported_versions, and one that misses something else, for "
         "instance a cipher suite, a group or a signature algorithm"},
        {alert(112), 0x0303,
         "the server refused with unrecognized_name: it does not serve the name that the hello "
         "asks for"},
        {Alert{112, AlertLevel::warning, Sender::server}, 0x0303,
         "the server closed the connection without an alert after the warning "
         "unrecognized_name of the server, which may be why"},
        {Ending{Ending::Kind::closed}, 0x0303,
         "the server closed the connection without an alert, and without a byte in answer"},
        {Ending{Ending::Kind::reset}, 0x0303,
         "the connection was reset after the hello, without an answer: the server's system or "
         "something on the way did that, and nothing says why"},
        {Ending{Ending::Kind::not_tls, "'HTTP/1.1 400 Bad'"}, 0x0303,
         "the server answers in plain HTTP, as a port without TLS does ('HTTP/1.1 400 Bad')"},
        {Ending{Ending::Kind::not_tls, "'SSH-2.0-x'"}, 0x0303,
         "the first bytes that came are not TLS ('SSH-2.0-x')"},
        {Ending{Ending::Kind::timed_out}, 0x0303, "the server did not answer in time"},
        {Ending{Ending::Kind::closed, "closed the connection in the middle of an answer"}, 0x0303,
         "the server closed the connection in the middle of an answer"},
        {ServerHello{.version = 0x0302}, 0x0303, "the server chose TLSv1.1"},
    };
    for (const Case& each : cases) {
        EXPECT_EQ(why(each.answer, each.version), each.why) << describe(each.answer);
    }
}

}  // namespace
}  // namespace tlsmatrix::scan::answer_account_test
