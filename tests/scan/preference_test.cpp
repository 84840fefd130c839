#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/enumeration.hpp>
#include <tlsmatrix/scan/preference.hpp>
#include <tlsmatrix/scan/suite_order.hpp>

namespace tlsmatrix::scan::preference_test {
namespace {

using testing::AnyOf;
using testing::ElementsAre;

constexpr std::uint16_t gcm_256 = 0xc030;
constexpr std::uint16_t gcm_128 = 0xc02f;
constexpr std::uint16_t cbc = 0xc014;
constexpr std::uint16_t chacha = 0xcca8;
constexpr std::uint16_t chacha_dhe = 0xccaa;

// Ways in which servers choose.
enum class Way { own_order, own_order_but_chacha20, client_order };

std::uint16_t choose(Way way, const std::vector<std::uint16_t>& own,
                     const std::vector<std::uint16_t>& offered) {
    const auto first_of = [](const auto& order, const auto& among) {
        return *std::find_first_of(order.begin(), order.end(), among.begin(), among.end());
    };
    if (way == Way::client_order) {
        return first_of(offered, own);
    }
    if (way == Way::own_order_but_chacha20 && is_chacha20(offered.front())) {
        std::vector<std::uint16_t> chacha_first = own;
        std::stable_partition(chacha_first.begin(), chacha_first.end(), is_chacha20);
        return first_of(chacha_first, offered);
    }
    return first_of(own, offered);
}

// found_by is what an enumeration finds at such a server.
std::vector<std::uint16_t> found_by(Way way, const std::vector<std::uint16_t>& own) {
    Enumeration suites(tls_1_2, suites_at(tls_1_2));
    while (const auto offer = suites.next()) {
        const auto& offered = offer->cipher_suites;
        const bool shared = std::find_first_of(offered.begin(), offered.end(), own.begin(),
                                               own.end()) != offered.end();
        suites.take(shared ? hello(tls_1_2, choose(way, own, offered)) : alert(40));
    }
    return suites.found();
}

Preference told(Way way, const std::vector<std::uint16_t>& own) {
    const auto found = found_by(way, own);
    const auto offered = preference_offer(found);
    return offered ? judge_preference(found, *offered, choose(way, own, *offered))
                   : Preference::single;
}

// Every order of every subset of five suites, two of them ChaCha20.
template <class Check>
void for_every_server(Check check) {
    const std::vector<std::uint16_t> all{gcm_256, gcm_128, cbc, chacha, chacha_dhe};
    for (unsigned bits = 1; bits < 32; ++bits) {
        std::vector<std::uint16_t> own;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if ((bits >> i & 1U) != 0) {
                own.push_back(all[i]);
            }
        }
        std::sort(own.begin(), own.end());
        do {
            check(own);
        } while (std::next_permutation(own.begin(), own.end()));
    }
}

TEST(Preference, IsToldOfEveryServerWithAnOrder) {
    for_every_server([](const std::vector<std::uint16_t>& own) {
        EXPECT_EQ(found_by(Way::own_order, own), own);
        EXPECT_EQ(told(Way::own_order, own),
                  own.size() == 1 ? Preference::single : Preference::server);
    });
}

TEST(Preference, IsNeverToldWronglyOfAServerThatMayPreferChaCha20) {
    for_every_server([](const std::vector<std::uint16_t>& own) {
        if (own.size() == 1) {
            return;
        }
        const auto others = static_cast<std::size_t>(
            std::count_if(own.begin(), own.end(), std::not_fn(is_chacha20)));
        if (others > 1) {
            EXPECT_EQ(told(Way::own_order_but_chacha20, own), Preference::server);
        } else {
            EXPECT_THAT(told(Way::own_order_but_chacha20, own),
                        AnyOf(Preference::server, Preference::unclear));
        }
    });
}

TEST(Preference, IsTheClientsWhereTheServerHasNone) {
    for_every_server([](const std::vector<std::uint16_t>& own) {
        if (own.size() == 1) {
            return;
        }
        const auto others = std::count_if(own.begin(), own.end(), std::not_fn(is_chacha20));
        const bool only_chacha20_tells = others == 1;
        EXPECT_EQ(told(Way::client_order, own),
                  only_chacha20_tells ? Preference::unclear : Preference::client);
    });
}

TEST(Preference, IsUnclearWhereTheChoiceFitsNothing) {
    const std::vector<std::uint16_t> found{gcm_256, gcm_128, cbc};
    EXPECT_EQ(judge_preference(found, *preference_offer(found), gcm_128), Preference::unclear);
}

TEST(Preference, AsksWithChaCha20FirstOnlyWhereThatIsNews) {
    EXPECT_THAT(chacha20_offer({gcm_256, chacha, cbc}).value(), ElementsAre(chacha, gcm_256, cbc));
    EXPECT_EQ(chacha20_offer({chacha, gcm_256}), std::nullopt);
    EXPECT_EQ(chacha20_offer({gcm_256, cbc}), std::nullopt);
    EXPECT_EQ(chacha20_offer({}), std::nullopt);
}

}  // namespace
}  // namespace tlsmatrix::scan::preference_test
