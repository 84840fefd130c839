// The live page without a socket: what it is, whom it tells what, and that it stays within bounds.
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/pages/handler_support.hpp"
#include <tlsmatrix/live/live.hpp>
#include <tlsmatrix/live/sightings.hpp>

namespace tlsmatrix::live::live_test {
namespace {

namespace json = boost::json;
using server::Response;
using server::Sample;
using testing::HasSubstr;
using testing::Not;

Response ask(const Live& live, const std::string& target, const std::string& accept = "*/*",
             const std::string& peer = "127.0.0.1") {
    server::ConnectionFacts facts = server::some_connection();
    facts.peer.host = peer;
    return live.handler()(server::asking("GET", target, {{"Accept", accept}}), facts);
}

std::string page_of(const Live& live, const std::string& peer = "127.0.0.1") {
    return ask(live, "/", "text/html", peer).body;
}

server::ListenerInfo listener(VersionSet versions, std::uint16_t port) {
    return {{.versions = versions},
            versions.compact(),
            "127.0.0.1",
            port,
            "https://localhost:" + std::to_string(port) + "/",
            {"127.0.0.1", "::1"}};
}

void show_five(const Live& live) {
    live.show(
        {listener({ProtocolVersion::tls_1_0}, 8010), listener({ProtocolVersion::tls_1_1}, 8011),
         listener({ProtocolVersion::tls_1_2}, 8012), listener({ProtocolVersion::tls_1_3}, 8013),
         listener(VersionSet::all(), 8443)},
        {.ca_file = "/home/a&b/ca.pem"});
}

void see(const Live& live, const Sample& sample) {
    live.watcher()(sample.entry());
}

TEST(LivePage, HasARowForEachListenerAndForEachNameOfTheWidest) {
    const Live live;
    show_five(live);
    const std::string page = page_of(live);
    std::size_t rows = 0;
    for (std::size_t at = page.find("<tr class"); at != std::string::npos;
         at = page.find("<tr class", at + 1)) {
        ++rows;
    }
    EXPECT_EQ(rows, 5U + 15U);
    EXPECT_THAT(page, HasSubstr("href=\"https://localhost:8010/tls\""));
    EXPECT_THAT(page, HasSubstr("href=\"https://only-10-12.localhost:8443/tls\""));
    EXPECT_THAT(page, HasSubstr("/home/a&amp;b/ca.pem"));
}

TEST(LivePage, IsForWhoeverAsksForHtml) {
    const Live live;
    show_five(live);
    EXPECT_THAT(ask(live, "/").body, HasSubstr("This is tlsmatrix"));
    EXPECT_EQ(ask(live, "/").content_type, "text/plain; charset=utf-8");
    EXPECT_EQ(ask(live, "/", "text/html").content_type, "text/html; charset=utf-8");
    const json::object told = json::parse(ask(live, "/", "application/json").body).as_object();
    EXPECT_EQ(told.at("targets").as_array().size(), 20U);
    EXPECT_EQ(told.at("seen").as_array().size(), 0U);
}

TEST(LivePage, RunsItsOwnScriptAloneAndReachesItsRowsAlone) {
    const Live live;
    show_five(live);
    const Response response = ask(live, "/", "text/html");
    const std::string policy = server::header_of(response, "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self'"));
    EXPECT_THAT(policy, HasSubstr("connect-src 'self' "));
    EXPECT_THAT(policy, HasSubstr(" https://only-10.localhost:8443"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_THAT(policy, Not(HasSubstr("*")));
    EXPECT_THAT(response.body, Not(HasSubstr("<style")));
    EXPECT_THAT(response.body, Not(HasSubstr("style=")));
    EXPECT_THAT(response.body, HasSubstr("<script src=\"/live.js\" defer></script>"));
    EXPECT_EQ(response.body.find("<script"), response.body.rfind("<script"));
    const std::string script = ask(live, "/live.js").body;
    for (const char* dangerous : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write",
                                  "eval(", "http://", "https://"}) {
        EXPECT_THAT(script, Not(HasSubstr(dangerous)));
    }
    EXPECT_LT(response.body.size() + script.size() + ask(live, "/live.css").body.size(), 100'000U);
}

TEST(LivePage, TellsInItsRowsWhatWasSeenThereLast) {
    const Live live;
    show_five(live);
    EXPECT_THAT(page_of(live), HasSubstr("not tried yet"));
    see(live, server::refused());
    const std::string page = page_of(live);
    EXPECT_THAT(page, HasSubstr("refused by the client: protocol_version"));
    EXPECT_THAT(page, HasSubstr("the server chose TLSv1.1, which the client does not accept"));
    see(live, server::posted());
    EXPECT_THAT(page_of(live), HasSubstr("TLSv1.1 with ECDHE-RSA-AES256-SHA"));
    EXPECT_THAT(page_of(live), Not(HasSubstr("refused by the client")));
}

TEST(LivePage, TellsNobodyOfAnotherAddress) {
    const Live live;
    show_five(live);
    see(live, server::refused());
    EXPECT_THAT(page_of(live, "192.0.2.1"), Not(HasSubstr("refused by")));
    EXPECT_THAT(page_of(live, "::1"), HasSubstr("refused"));  // one machine, two addresses
    EXPECT_EQ(json::parse(ask(live, "/", "application/json", "192.0.2.1").body)
                  .at("seen")
                  .as_array()
                  .size(),
              0U);
}

// Whatever a client chooses: its name, its agent, its target, and what quotes them.
TEST(LivePage, LetsNothingThroughThatAClientSends) {
    for (const std::string& hostile :
         {std::string("<script>alert(1)</script>"), std::string("\"><img src=x onerror=alert(1)>"),
          std::string("'\"`&<>"), std::string("\n\ndata: {}\n\nevent: x\n"),
          std::string("a\0b<b>", 6), std::string("\xFF\xFE<i>\x80"), std::string("\xE2\x80\xA8<u>"),
          std::string("</td></tr></table><script>"), std::string(70'000, '<'),
          std::string(70'000, '\x01')}) {
        const Live live;
        show_five(live);
        auto events = ask(live, "/events").feed;
        for (Sample sample : {server::posted(), server::refused()}) {
            sample.connection.observation.client_hello->server_name = hostile;
            sample.connection.cause = "it asks for " + hostile;
            if (sample.request) {
                sample.request->target = "/" + hostile;
                sample.request->headers = {{"User-Agent", hostile}};
            }
            see(live, sample);
            // The same where its row is shown.
            sample.connection.observation.client_hello->server_name = "localhost";
            see(live, sample);
        }
        const std::string page = page_of(live);
        for (const char* markup : {"<script>", "<img", "<i>", "<b>", "<u>", "<<", "\x01"}) {
            EXPECT_THAT(page, Not(HasSubstr(markup)));
        }
        EXPECT_LT(page.size(), 100'000U);
        const std::string told = events->next().value();
        std::size_t lines = 0;
        for (std::size_t at = 0; at < told.size(); at = told.find('\n', at) + 1) {
            const std::string line = told.substr(at, told.find('\n', at) - at);
            const bool data = line.starts_with("data: ");
            lines += data ? 1 : 0;
            EXPECT_TRUE(data || line.empty() || line.starts_with("id: ")) << line;
            EXPECT_LE(line.size(), max_sighting + 6);
            if (data) {
                EXPECT_TRUE(json::parse(line.substr(6)).is_object());
            }
        }
        EXPECT_EQ(lines, 4U);
    }
}

TEST(LivePage, KeepsTheLatest256Sightings) {
    const Live live;
    for (int i = 0; i < 300; ++i) {
        see(live, server::refused());
    }
    const json::value told = json::parse(ask(live, "/", "application/json").body);
    EXPECT_EQ(told.at("seen").as_array().size(), 256U);
}

TEST(EventStream, TellsWhatComesBehindItsBeginning) {
    const Live live;
    see(live, server::refused());
    const auto events = ask(live, "/events").feed;
    const auto others = ask(live, "/events", "*/*", "192.0.2.1").feed;
    EXPECT_EQ(events->next(), "");
    see(live, server::refused());
    EXPECT_THAT(events->next().value(), HasSubstr("id: 2\ndata: {"));
    EXPECT_EQ(events->next(), "");
    EXPECT_EQ(others->next(), "");
    const Response again = live.handler()(
        server::asking("GET", "/events", {{"Last-Event-ID", "1"}}), server::some_connection());
    EXPECT_THAT(again.feed->next().value(), HasSubstr("id: 2\ndata: {"));
}

TEST(EventStream, IsOpenedByAHundredAtOnceAndNoMore) {
    const Live live;
    std::vector<Response> open;
    for (unsigned i = 0; i < max_watchers; ++i) {
        open.push_back(ask(live, "/events"));
        EXPECT_EQ(open.back().status, 200);
    }
    const Response beyond = ask(live, "/events");
    EXPECT_EQ(beyond.status, 503);
    EXPECT_EQ(server::header_of(beyond, "Retry-After"), "10");
    open.pop_back();
    EXPECT_EQ(ask(live, "/events").status, 200);
}

}  // namespace
}  // namespace tlsmatrix::live::live_test
