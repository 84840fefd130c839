#include <algorithm>

#include <gmock/gmock.h>

#include <tlsmatrix/process/command.hpp>

namespace tlsmatrix::process::command_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Target target{.url = "https://127.0.0.1:4433/",
                    .host = "127.0.0.1",
                    .port = "4433",
                    .ca = "/ca.pem",
                    .truststore = "/store.p12",
                    .version = "1.2",
                    .name = "api.example.com",
                    .url_name = "https://api.example.com:4433/"};

struct FillCase {
    const char* claim;
    const char* argument;
    const char* filled;
};

class FillIn : public ::testing::TestWithParam<FillCase> {};

TEST_P(FillIn, Gives) {
    const auto filled = fill_in({GetParam().argument}, target);
    ASSERT_TRUE(filled) << filled.error().message;
    EXPECT_THAT(*filled, ElementsAre(GetParam().filled));
}

INSTANTIATE_TEST_SUITE_P(
    Command, FillIn,
    ::testing::Values(FillCase{"TheUrl", "{url}", "https://127.0.0.1:4433/"},
                      FillCase{"SeveralPlaces", "{host}:{port}", "127.0.0.1:4433"},
                      FillCase{"APlaceInAWord", "--cacert={ca}", "--cacert=/ca.pem"},
                      FillCase{"TheTruststore", "-D={truststore}", "-D=/store.p12"},
                      FillCase{"TheVersion", "--tlsv{version}", "--tlsv1.2"},
                      FillCase{"TheName", "{name}:443:{host}", "api.example.com:443:127.0.0.1"},
                      FillCase{"TheUrlWithTheName", "{url_name}", "https://api.example.com:4433/"},
                      FillCase{"TheReportsBodyAsItIs", "{for: test purposes}",
                               "{for: test purposes}"},
                      FillCase{"JsonAsItIs", R"({"url": {}})", R"({"url": {}})"},
                      FillCase{"CurlsVariablesAsTheyAre", "%{http_code}", "%{http_code}"},
                      FillCase{"ShellVariablesAsTheyAre", "${url}", "${url}"},
                      FillCase{"DoubledBracesAsSingleOnes", "{{url}}", "{url}"},
                      FillCase{"AnOpenBraceAsItIs", "{url", "{url"},
                      FillCase{"NothingForNothing", "", ""},
                      FillCase{"PlacesBehindOtherBraces", "{ {url}", "{ https://127.0.0.1:4433/"},
                      FillCase{"AHigherCaseWordAsItIs", "{URL}", "{URL}"}),
    [](const auto& test) { return test.param.claim; });

TEST(FillIn, NamesAnUnknownPlaceAndAllKnownOnes) {
    const auto filled = fill_in({"a", "{adress}"}, target);
    ASSERT_FALSE(filled);
    EXPECT_THAT(filled.error().message, HasSubstr("{adress}"));
    EXPECT_THAT(filled.error().message,
                HasSubstr("{url} {host} {port} {ca} {truststore} {version} {name} {url_name}"));
    EXPECT_THAT(filled.error().message, HasSubstr("{{adress}}"));
}

TEST(Mentions, SeesAPlaceAndNotItsLikeness) {
    EXPECT_TRUE(mentions({"curl", "--tlsv{version}"}, "version"));
    EXPECT_FALSE(mentions({"curl", "{{version}}", "%{version}", "version"}, "version"));
}

TEST(EnvironmentOf, TellsClientsOfServerAndAuthority) {
    const char* inherited[]{"PATH=/bin", "SSL_CERT_FILE=/other.pem", nullptr};
    const auto made = environment_of(target, "/tmp/x", "7-1", inherited);
    for (const char* expected :
         {"PATH=/bin", "TLSMATRIX_URL=https://127.0.0.1:4433/", "TLSMATRIX_HOST=127.0.0.1",
          "TLSMATRIX_PORT=4433", "TLSMATRIX_CA=/ca.pem", "TLSMATRIX_TRUSTSTORE=/store.p12",
          "TLSMATRIX_VERSION=1.2", "SSL_CERT_FILE=/ca.pem", "REQUESTS_CA_BUNDLE=/ca.pem",
          "CURL_CA_BUNDLE=/ca.pem", "NODE_EXTRA_CA_CERTS=/ca.pem", "TMPDIR=/tmp/x",
          "TLSMATRIX_RUN=7-1"}) {
        EXPECT_THAT(made, Contains(expected));
    }
    EXPECT_EQ(std::count_if(made.begin(), made.end(),
                            [](const auto& each) { return each.starts_with("SSL_CERT_FILE="); }),
              1);
}

TEST(EnvironmentOf, LeavesTheAuthoritiesAloneWhereNoneIsKnown) {
    const char* inherited[]{"SSL_CERT_FILE=/other.pem", nullptr};
    const auto made = environment_of({}, "/tmp/x", "7-1", inherited);
    EXPECT_THAT(made, Contains("SSL_CERT_FILE=/other.pem"));
    EXPECT_THAT(made, Not(Contains(StartsWith("CURL_CA_BUNDLE="))));
}

TEST(FillIn, TakesMorePlacesOfItsCaller) {
    EXPECT_THAT(
        fill_in({"{min}-{max} {{min}} ${max} {url}"}, target, {{"min", "1.2"}, {"max", "{url}"}})
            .value(),
        testing::ElementsAre("1.2-{url} {min} ${max} " + target.url));
    EXPECT_THAT(fill_in({"{mix}"}, target, {{"min", "1.2"}}).error().message, HasSubstr("{min}"));
}

TEST(EnvironmentOf, TellsOfTheProxyWhereThereIsOne) {
    const char* inherited[]{"https_proxy=http://other:1", nullptr};
    Target proxied = target;
    proxied.proxy = "http://127.0.0.1:8080";
    proxied.proxy_host = "127.0.0.1";
    proxied.proxy_port = "8080";
    const auto made = environment_of(proxied, "/tmp/x", "7-1", inherited);
    for (const char* expected :
         {"https_proxy=http://127.0.0.1:8080", "HTTPS_PROXY=http://127.0.0.1:8080",
          "http_proxy=http://127.0.0.1:8080", "ALL_PROXY=http://127.0.0.1:8080",
          "TLSMATRIX_PROXY_HOST=127.0.0.1", "TLSMATRIX_PROXY_PORT=8080",
          "npm_config_cafile=/ca.pem"}) {
        EXPECT_THAT(made, Contains(expected));
    }
    EXPECT_THAT(made, Not(Contains(HasSubstr("other"))));
    const auto filled = fill_in({"{proxy} {proxy_host}:{proxy_port}"}, proxied);
    ASSERT_TRUE(filled);
    EXPECT_THAT(*filled, ElementsAre("http://127.0.0.1:8080 127.0.0.1:8080"));
    EXPECT_THAT(fill_in({"{proxy_host}"}, target).error().message, HasSubstr("--proxy"));
}

TEST(EnvironmentOf, TakesProxiesAndTheKeyLogOut) {
    const char* inherited[]{"https_proxy=http://proxy:1", "HTTPS_PROXY=http://proxy:1",
                            "all_proxy=socks://proxy:1", "SSLKEYLOGFILE=/keys", nullptr};
    const auto made = environment_of(target, "/tmp/x", "7-1", inherited);
    EXPECT_THAT(made, Not(Contains(HasSubstr("proxy:1"))));
    EXPECT_THAT(made, Not(Contains(StartsWith("SSLKEYLOGFILE"))));
}

}  // namespace
}  // namespace tlsmatrix::process::command_test
