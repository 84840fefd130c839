// Reports by token: who hears of what, and that they stay within bounds.
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/pages/handler_support.hpp"
#include <tlsmatrix/live/live.hpp>
#include <tlsmatrix/live/token_report.hpp>
#include <tlsmatrix/live/tokens.hpp>

namespace tlsmatrix::live::tokens_test {
namespace {

namespace json = boost::json;
using server::Response;
using server::Sample;
using testing::HasSubstr;
using testing::Not;

Sample came_to(const std::string& host, Sample sample = server::refused()) {
    sample.connection.observation.client_hello->server_name = host;
    return sample;
}

Response ask(const Live& live, const std::string& target, const std::string& accept = "*/*") {
    return live.handler()(server::asking("GET", target, {{"Accept", accept}}),
                          server::some_connection());
}

std::string new_token(const Live& live) {
    const json::value made = json::parse(ask(live, "/new", "application/json").body);
    return std::string(made.at("token").as_string());
}

TEST(Token, IsReadFromItsHostNameAlone) {
    const std::string token = "abcdefghijklmn27";
    EXPECT_EQ(report_host(token), token + ".report.localhost");
    EXPECT_EQ(token_of(report_host(token)), token);
    EXPECT_EQ(token_of("ABCDEFGHIJKLMN27.Report.LOCALHOST"), token);
    for (const std::string& other :
         {std::string(), token, std::string("report.localhost"), "a." + report_host(token),
          report_host("abcdefghijklmn2"), report_host("abcdefghijklmn01"),
          report_host("abcdefghijklm/27"), token + ".report.localhos."}) {
        EXPECT_EQ(token_of(other), "") << other;
    }
}

TEST(Token, IsAnotherOneEachTime) {
    Tokens tokens;
    const std::string first = tokens.make();
    EXPECT_EQ(first.size(), 16U);
    EXPECT_EQ(token_of(report_host(first)), first);
    EXPECT_NE(tokens.make(), first);
}

TEST(Token, HearsOfItsOwnClientsAndOfNobodyElses) {
    Tokens tokens;
    const std::string mine = tokens.make();
    const std::string yours = tokens.make();
    EXPECT_TRUE(tokens.add(came_to(report_host(mine)).entry()));
    EXPECT_TRUE(tokens.add(came_to(report_host("abcdefghijklmnop")).entry()));
    EXPECT_FALSE(tokens.add(came_to("localhost").entry()));
    EXPECT_FALSE(tokens.add(came_to("only-12.localhost").entry()));
    EXPECT_EQ(tokens.seen_by(mine).value().size(), 1U);
    EXPECT_EQ(tokens.seen_by(yours).value().size(), 0U);
    EXPECT_EQ(tokens.seen_by("abcdefghijklmnop"), std::nullopt);
    EXPECT_EQ(tokens.seen_by(mine, 1).value().size(), 0U);
}

TEST(Token, KeepsTheLatest16OfItsClients) {
    Tokens tokens;
    const std::string token = tokens.make();
    for (int i = 0; i < 40; ++i) {
        Sample sample = came_to(report_host(token));
        sample.connection.cause = std::string(70'000, '\x01');
        tokens.add(sample.entry());
    }
    const auto seen = tokens.seen_by(token).value();
    ASSERT_EQ(seen.size(), 16U);
    EXPECT_EQ(seen.front().id, 25U);
    EXPECT_EQ(seen.back().id, 40U);
    for (const Sighting& each : seen) {
        EXPECT_LE(each.told.size(), max_sighting);
    }
}

// What came to a version is counted so, whether a request followed or not.
TEST(Seen, CountsAHandshakeWithoutARequestAsNegotiated) {
    Tokens tokens;
    const std::string token = tokens.make();
    Sample probe = came_to(report_host(token), server::posted());
    probe.request.reset();
    probe.response.reset();
    probe.connection.cause = "negotiated, then closed without a request";
    tokens.add(probe.entry());
    tokens.add(came_to(report_host(token)).entry());
    const json::object report = seen_json(report_host(token), tokens.seen_by(token).value());
    EXPECT_EQ(report.at("summary"), (json::value{{"seen", 2}, {"negotiated", 1}}));
    const report::Document document = seen_document(report);
    EXPECT_EQ(document.items.at(0).judgement, report::Judgement::passed);
    EXPECT_EQ(document.items.at(1).judgement, report::Judgement::failed);
}

TEST(Token, IsOverAfterAnHour) {
    Tokens::Clock::time_point now{};
    Tokens tokens({}, [&now] { return now; });
    const std::string token = tokens.make();
    now += std::chrono::minutes(59);
    EXPECT_TRUE(tokens.seen_by(token));
    now += std::chrono::minutes(1);
    EXPECT_FALSE(tokens.seen_by(token));
    (void)tokens.make();
    EXPECT_EQ(tokens.size(), 1U);
}

TEST(Token, MakesRoomForAnotherBeyondAThousandWhereItWasOfNoUseForLongest) {
    Tokens::Clock::time_point now{};
    Tokens tokens({}, [&now] { return now; });
    const std::string first = tokens.make();
    const std::string second = tokens.make();
    for (std::size_t i = 2; i < 1000; ++i) {
        (void)tokens.make();
    }
    now += std::chrono::seconds(1);
    EXPECT_TRUE(tokens.seen_by(first));
    for (std::size_t i = 0; i < 999; ++i) {
        (void)tokens.make();
    }
    EXPECT_EQ(tokens.size(), 1000U);
    EXPECT_TRUE(tokens.seen_by(first));
    EXPECT_FALSE(tokens.seen_by(second));
}

TEST(TokenReport, IsToldInEveryForm) {
    const Live live;
    const std::string token = new_token(live);
    const std::string path = "/report/" + token;
    live.watcher()(came_to(report_host(token)).entry());
    live.watcher()(came_to(report_host(token), server::posted()).entry());
    EXPECT_EQ(ask(live, "/new", "text/html").status, 303);
    EXPECT_THAT(ask(live, "/new").body, HasSubstr(".report.localhost"));
    struct Case {
        const char* query;
        const char* accept;
        const char* type;
        const char* part;
    };
    for (const auto& [query, accept, type, part] : {
             Case{"", "text/html", "text/html; charset=utf-8", "refused by the client: protocol"},
             Case{"", "application/json", "application/json", "\"command\": \"seen\""},
             Case{"", "*/*", "text/plain; charset=utf-8", "2 came to "},
             Case{"", "application/xml", "application/xml", "<testsuite"},
             Case{"?format=json", "text/html", "application/json", "\"refused_by\":\"client\""},
             Case{"?format=junit", "text/html", "application/xml", "failures=\"1\""},
             Case{"?format=markdown", "*/*", "text/plain; charset=utf-8", "refused by the client"},
             Case{"?format=csv", "*/*", "text/csv; charset=utf-8", "port"},
             Case{"?format=html", "*/*", "text/html; charset=utf-8", "<!DOCTYPE html>"},
         }) {
        const Response response = ask(live, path + query, accept);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.content_type, type) << query << accept;
        EXPECT_THAT(response.body, HasSubstr(part)) << query << accept;
    }
    EXPECT_EQ(ask(live, path + "?format=pdf").status, 400);
}

TEST(TokenReport, IsThereForNobodyWithoutTheToken) {
    const Live live;
    const std::string token = new_token(live);
    live.watcher()(came_to(report_host(token)).entry());
    EXPECT_EQ(ask(live, "/report/abcdefghijklmnop").status, 404);
    EXPECT_EQ(ask(live, "/events/abcdefghijklmnop").status, 404);
    EXPECT_EQ(ask(live, "/report/%3Cscript%3E").status, 404);
    EXPECT_THAT(ask(live, "/", "application/json").body, Not(HasSubstr(token)));
    EXPECT_EQ(ask(live, "/events").feed->next(), "");
}

TEST(TokenReport, ComesAsEventsBehindWhatThePageHas) {
    const Live live;
    const std::string token = new_token(live);
    live.watcher()(came_to(report_host(token)).entry());
    const auto all = ask(live, "/events/" + token).feed;
    const auto later = ask(live, "/events/" + token + "?after=1").feed;
    EXPECT_THAT(all->next().value(), HasSubstr("id: 1\ndata: {"));
    EXPECT_EQ(later->next(), "");
    live.watcher()(came_to(report_host(token)).entry());
    EXPECT_THAT(later->next().value(), HasSubstr("id: 2\ndata: {"));
}

TEST(TokenReport, LetsNothingThroughThatAClientSends) {
    const Live live;
    const std::string token = new_token(live);
    Sample sample = came_to(report_host(token));
    sample.connection.cause = "it says <script>alert(1)</script>\"'&";
    live.watcher()(sample.entry());
    for (const char* accept : {"text/html", "application/xml"}) {
        EXPECT_THAT(ask(live, "/report/" + token, accept).body, Not(HasSubstr("<script>alert")));
    }
    const Response page = ask(live, "/report/" + token, "text/html");
    EXPECT_THAT(server::header_of(page, "Content-Security-Policy"),
                HasSubstr("script-src 'self'; style-src 'self'"));
    const Response kept = ask(live, "/report/" + token + "?format=html");
    EXPECT_THAT(server::header_of(kept, "Content-Security-Policy"), HasSubstr("sandbox"));
    EXPECT_THAT(kept.body, Not(HasSubstr("<script>alert")));
}

}  // namespace
}  // namespace tlsmatrix::live::tokens_test
