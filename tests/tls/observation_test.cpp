#include <gtest/gtest.h>

#include <tlsmatrix/tls/observation.hpp>

namespace tlsmatrix::observation_test {
namespace {

using enum Sender;

ObservedAlert warning(Sender sender, std::uint8_t description, bool at_tls_1_3 = false) {
    return {{description, AlertLevel::warning, sender}, true, at_tls_1_3};
}

ObservedAlert fatal(Sender sender, std::uint8_t description) {
    return {{description, AlertLevel::fatal, sender}, true, false};
}

struct Case {
    std::vector<ObservedAlert> alerts;
    std::optional<Alert> decisive;
};

TEST(Observation, NamesTheAlertThatEndedAHandshakeAndNoWarning) {
    const ObservedAlert refusal = fatal(client, 70);
    for (const Case& each : std::vector<Case>{
             {{}, std::nullopt},
             {{warning(server, 112)}, std::nullopt},
             {{warning(server, 112), refusal}, refusal},
             {{refusal, fatal(server, 10)}, refusal},
             {{warning(client, 1), warning(client, 1), fatal(server, 10)}, fatal(server, 10)},
             {{warning(server, 112, true)}, warning(server, 112, true)},
             {{warning(client, 90, true), warning(client, 0, true)}, std::nullopt},
             {{fatal(client, 0)}, std::nullopt},
         }) {
        const Observation observation{{}, {}, each.alerts};
        const ObservedAlert* decisive = observation.decisive_alert();
        EXPECT_EQ(decisive == nullptr ? std::nullopt : std::optional<Alert>(*decisive),
                  each.decisive);
    }
}

TEST(Observation, HasTheFarewellOfEachEnd) {
    const Observation observation{
        {}, {}, {warning(server, 112), warning(client, 90), warning(client, 0)}};
    ASSERT_NE(observation.farewell(client), nullptr);
    EXPECT_EQ(observation.farewell(client)->description, alert_code::user_canceled);
    EXPECT_EQ(observation.farewell(server), nullptr);
}

}  // namespace
}  // namespace tlsmatrix::observation_test
