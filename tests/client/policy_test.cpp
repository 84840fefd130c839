// What a policy offers, before anything is sent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/client/support.hpp"
#include "tests/support/fault.hpp"
#include <tlsmatrix/client/contexts.hpp>
#include <tlsmatrix/client/detail/mounts.hpp>

namespace tlsmatrix::client::policy_test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string offers_of(const Policy& policy) {
    const auto offers = PolicyContexts(policy).offers();
    if (!offers) {
        return offers.error().message;
    }
    std::string text;
    for (const VersionSet& set : *offers) {
        text += text.empty() ? set.str() : " then " + set.str();
    }
    return text;
}

TEST(Policy, AcceptsWhatRfc9325AllowsByDefault) {
    EXPECT_EQ(Policy{}.versions, set_of("1.2+"));
    EXPECT_TRUE(Policy{}.trust.verify);
    EXPECT_TRUE(Policy{}.check_server_name);
    EXPECT_TRUE(Policy{}.ciphers.empty());
    EXPECT_FALSE(Policy{}.fallback_scsv);
}

TEST(Policy, OffersEachRunByItselfHighestFirst) {
    for (const VersionSet& set : all_version_sets()) {
        const auto offers = PolicyContexts(policy_of(set)).offers().value();
        EXPECT_EQ(offers, set.runs()) << set.str();
    }
    EXPECT_EQ(offers_of(policy_of("1.0,1.2+")), "1.2,1.3 then 1.0");
    EXPECT_EQ(offers_of(policy_of("1.0-1.1,1.3")), "1.3 then 1.0,1.1");
}

TEST(Policy, WithOpenSslsOwnEngineHandsTheWholeSetOver) {
    for (const VersionSet& set : all_version_sets()) {
        EXPECT_EQ(offers_of(policy_of(set, Engine::openssl)), set.str());
    }
}

TEST(Policy, ThatRefusesHolesSaysHowToCloseThem) {
    for (const VersionSet& set : all_version_sets()) {
        Policy policy = policy_of(set);
        policy.holes = Holes::refuse;
        if (set.has_hole()) {
            EXPECT_THAT(offers_of(policy), StartsWith("the policy's list " + set.compact() +
                                                      " has a hole, which OpenSSL cannot offer"));
        } else {
            EXPECT_EQ(offers_of(policy), set.str());
        }
    }
}

TEST(Policy, OfAnEmptyListSaysToNameAVersion) {
    for (const Engine engine : {Engine::exact, Engine::openssl}) {
        EXPECT_EQ(offers_of(policy_of(VersionSet{}, engine)),
                  "the policy accepts no TLS version: name at least one, such as 1.2");
    }
}

TEST(PolicyContexts, MakesEachContextOnceWithTheWholePolicyInIt) {
    int adjusted = 0;
    Policy policy = policy_of("1.0,1.2");
    policy.fallback_scsv = true;
    policy.ciphers = "AES256-SHA";
    policy.security_level = 0;
    policy.adjust_context = [&adjusted](ssl_ctx_st*) { ++adjusted; };
    PolicyContexts contexts(policy);
    const ClientContext& context = contexts.context(set_of("1.2"));
    EXPECT_EQ(&contexts.context(set_of("1.2")), &context);
    EXPECT_NE(&contexts.context(set_of("1.0")), &context);
    EXPECT_EQ(adjusted, 2);
    EXPECT_EQ(context.settings().versions, set_of("1.2"));
    EXPECT_TRUE(context.settings().fallback_scsv);
    EXPECT_EQ(context.settings().ciphers, "AES256-SHA");
    EXPECT_EQ(context.settings().security_level, 0);
    EXPECT_EQ(context.settings().trust.certificates, policy.trust.certificates);
}

TEST(PolicyContexts, ThrowsWhereThePolicyMakesNoContext) {
    Policy policy = policy_of("1.2");
    policy.ciphers = "NO-SUCH-SUITE";
    PolicyContexts contexts(policy);
    EXPECT_THAT(fault_of([&] { (void)contexts.context(set_of("1.2")); }),
                HasSubstr("NO-SUCH-SUITE"));
}

TEST(PolicyContexts, RemembersSessionsByOfferHostAndPort) {
    const TlsSession session(SSL_SESSION_new(), SSL_SESSION_free);
    PolicyContexts contexts(policy_of("all"));
    const Url here{"localhost", 8443, "/"};
    contexts.remember(set_of("1.2"), here, session);
    EXPECT_EQ(contexts.recall(set_of("1.2"), here), session);
    EXPECT_EQ(contexts.recall(set_of("1.2"), Url{"localhost", 8443, "/other"}), session);
    EXPECT_EQ(contexts.recall(set_of("1.2+"), here), nullptr);
    EXPECT_EQ(contexts.recall(set_of("1.2"), Url{"127.0.0.1", 8443, "/"}), nullptr);
    EXPECT_EQ(contexts.recall(set_of("1.2"), Url{"localhost", 8444, "/"}), nullptr);
    contexts.remember(set_of("1.2"), here, nullptr);
    EXPECT_EQ(contexts.recall(set_of("1.2"), here), session);
    Policy forgetful = policy_of("all");
    forgetful.resume = false;
    PolicyContexts none(forgetful);
    none.remember(set_of("1.2"), here, session);
    EXPECT_EQ(none.recall(set_of("1.2"), here), nullptr);
}

struct Covered {
    std::string_view url;
    std::string_view versions;
};

TEST(Mounts, GiveAUrlThePolicyOfItsLongestPrefix) {
    Mounts mounts(policy_of("all"));
    mounts.mount("https://localhost:8443", policy_of("1.0"));
    mounts.mount("https://localhost:8443/a", policy_of("1.1"));
    mounts.mount("https://localhost:8443/a/b/", policy_of("1.2"));
    mounts.mount("https://Other", policy_of("1.3"));
    mounts.mount("https://[::1]", policy_of("1.0-1.1"));
    for (const Covered& each : {
             Covered{"https://localhost:8443/", "1.0"},
             Covered{"https://localhost:8443/x", "1.0"},
             Covered{"https://localhost:8443/?a", "1.0"},
             Covered{"https://localhost:8443/a", "1.1"},
             Covered{"https://localhost:8443/a/", "1.1"},
             Covered{"https://localhost:8443/a?b", "1.1"},
             Covered{"https://localhost:8443/a/c", "1.1"},
             Covered{"https://localhost:8443/ab", "1.0"},
             Covered{"https://localhost:8443/a/b", "1.2"},
             Covered{"https://localhost:8443/a/b/c", "1.2"},
             Covered{"https://localhost:8443/a/bc", "1.1"},
             Covered{"https://localhost/", "all"},
             Covered{"https://127.0.0.1:8443/a", "all"},
             Covered{"https://other:443/", "1.3"},
             Covered{"https://LOCALHOST:8443/a", "1.1"},
             Covered{"https://localhost:8443/A", "1.0"},
             Covered{"https://oTHER/", "1.3"},
             Covered{"https://[0::1]/", "1.0-1.1"},
         }) {
        EXPECT_EQ(mounts.find(parse_url(each.url).value())->policy().versions,
                  set_of(each.versions))
            << each.url;
    }
}

TEST(Mounts, AreReplacedByRemountAlone) {
    Mounts mounts(policy_of("all"));
    mounts.mount("https://h/a", policy_of("1.0"));
    EXPECT_THAT(fault_of([&] { mounts.mount("https://h/a/", policy_of("1.1")); }),
                HasSubstr("mounted at 'https://h/a/' already: use remount"));
    EXPECT_THAT(fault_of([&] { mounts.remount("https://h/b", policy_of("1.1")); }),
                HasSubstr("no policy is mounted at 'https://h/b': use mount"));
    EXPECT_THAT(fault_of([&] { mounts.mount("http://h/", policy_of("1.1")); }),
                StartsWith("cannot mount a policy: bad URL"));
    const auto before = mounts.find(parse_url("https://h/a").value());
    mounts.remount("https://h/a", policy_of("1.0"));
    EXPECT_NE(mounts.find(parse_url("https://h/a").value()), before);
    const auto fallback = mounts.find(parse_url("https://h/").value());
    mounts.replace_fallback(policy_of("all"));
    EXPECT_NE(mounts.find(parse_url("https://h/").value()), fallback);
}

}  // namespace
}  // namespace tlsmatrix::client::policy_test
