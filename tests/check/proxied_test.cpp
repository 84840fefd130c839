#include <gmock/gmock.h>

#include <tlsmatrix/check/proxied.hpp>

namespace tlsmatrix::check::proxied_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> names{"api.example.com", "127.0.0.2"};

struct AskCase {
    const char* claim;
    std::string head;
    int status;
    const char* asked;
    const char* sentence = "";
};

class AnswerTo : public ::testing::TestWithParam<AskCase> {};

TEST_P(AnswerTo, IsAsExpected) {
    const ProxyAnswer answer = answer_to(GetParam().head, names);
    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_EQ(answer.asked, GetParam().asked);
    EXPECT_THAT(answer.sentence, HasSubstr(GetParam().sentence));
    EXPECT_EQ(answer.connects(), answer.sentence.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Proxied, AnswerTo,
    ::testing::Values(
        AskCase{"ANameOfTheCheck", "CONNECT api.example.com:443 HTTP/1.1\r\n\r\n", 200,
                "CONNECT api.example.com:443"},
        AskCase{"AtAnyPort", "CONNECT api.example.com:8443 HTTP/1.0\r\nHost: x\r\n\r\n", 200,
                "CONNECT api.example.com:8443"},
        AskCase{"InAnyCase", "CONNECT API.Example.com.:443 HTTP/1.1\r\n\r\n", 200,
                "CONNECT API.Example.com.:443"},
        AskCase{"AnAddress", "CONNECT 127.0.0.2:1 HTTP/1.1\r\n\r\n", 200, "CONNECT 127.0.0.2:1"},
        AskCase{"WithTheHelloBehindIt", "CONNECT api.example.com:443 HTTP/1.1\r\n\r\n\x16\x03\x01",
                200, "CONNECT api.example.com:443"},
        AskCase{"AnotherName", "CONNECT other.example.com:443 HTTP/1.1\r\n\r\n", 403,
                "CONNECT other.example.com:443",
                "the proxy connects to api.example.com, 127.0.0.2 alone"},
        AskCase{"ANameBelow", "CONNECT a.api.example.com:443 HTTP/1.1\r\n\r\n", 403,
                "CONNECT a.api.example.com:443", "alone"},
        AskCase{"APlainRequest", "GET http://api.example.com/ HTTP/1.1\r\n\r\n", 403,
                "GET http://api.example.com/", "CONNECT alone"},
        AskCase{"WithoutAPort", "CONNECT api.example.com HTTP/1.1\r\n\r\n", 400,
                "CONNECT api.example.com", "NAME:PORT"},
        AskCase{"WithoutAHost", "CONNECT :443 HTTP/1.1\r\n\r\n", 400, "CONNECT :443", "NAME:PORT"},
        AskCase{"APortThatIsNone", "CONNECT api.example.com:https HTTP/1.1\r\n\r\n", 400,
                "CONNECT api.example.com:https", "NAME:PORT"},
        AskCase{"AnotherProtocol", "CONNECT api.example.com:443 ICE/1\r\n\r\n", 400,
                "CONNECT api.example.com:443", "not HTTP/1.1's"},
        AskCase{"Tls", "\x16\x03\x01\x02", 400, "TLS", "HTTP alone"},
        AskCase{"Socks", std::string("\x05\x01\x00", 3), 400, "SOCKS 5", "HTTP alone"},
        AskCase{"AHeadThatIsCut", "CONNECT api.example.com:443 HTTP/1.1\r\nHost", 431,
                "CONNECT api.example.com:443 HTTP/1.1", "cut short"},
        AskCase{"ATerminalsCommands", "CONNECT \x1b[31m:443 HTTP/1.1\r\n\r\n", 403,
                "CONNECT \\x1B[31m:443", "alone"}),
    [](const auto& test) { return test.param.claim; });

TEST(ProxiedHead, IsReadUntilItIsOver) {
    EXPECT_FALSE(is_head_over(""));
    EXPECT_FALSE(is_head_over("CONNECT a:1 HTTP/1.1\r\n"));
    EXPECT_TRUE(is_head_over("CONNECT a:1 HTTP/1.1\r\n\r\n"));
    EXPECT_TRUE(is_head_over("\x16"));
    EXPECT_TRUE(is_head_over("get"));
    EXPECT_TRUE(is_head_over(std::string(max_proxy_head + 1, 'A')));
}

TEST(ProxiedHead, IsShownInPart) {
    const auto answer =
        answer_to("GET http://" + std::string(4000, 'a') + "/ HTTP/1.1\r\n\r\n", names);
    EXPECT_LT(answer.asked.size(), 130U);
}

TEST(Proxied, CountsWhatItRefused) {
    Proxied all;
    for (int i = 0; i < 2; ++i) {
        Proxied run;
        run.add(answer_to("CONNECT api.example.com:443 HTTP/1.1\r\n\r\n", names));
        run.add(answer_to("GET http://api.example.com/ HTTP/1.1\r\n\r\n", names));
        run.add(answer_to("CONNECT other.example.com:443 HTTP/1.1\r\n\r\n", names));
        all.add(run);
    }
    EXPECT_EQ(all.tunnels, 2U);
    EXPECT_THAT(describe(all),
                ElementsAre("The proxy refused 'GET http://api.example.com/' (2 times): the proxy "
                            "answers CONNECT alone",
                            HasSubstr("'CONNECT other.example.com:443' (2 times)")));
}

TEST(Proxied, WithoutAnyQuestionTellsHowToAskIt) {
    EXPECT_THAT(describe(Proxied{}), ElementsAre(HasSubstr("It never asked the proxy")));
    EXPECT_THAT(describe(Proxied{.tunnels = 1}), ElementsAre());
}

}  // namespace
}  // namespace tlsmatrix::check::proxied_test
