#include <fmt/format.h>
#include <gtest/gtest.h>

#include <tlsmatrix/tls/alert.hpp>

namespace tlsmatrix::alert_test {
namespace {

std::string numbered(unsigned code) {
    return fmt::format("alert({})", code);
}

TEST(AlertName, IsReadBackForEveryAssignedCode) {
    unsigned assigned = 0;
    for (unsigned code = 0; code <= 0xff; ++code) {
        const std::string name = alert_name(static_cast<std::uint8_t>(code));
        if (name == numbered(code)) {
            EXPECT_FALSE(parse_alert_name(name)) << name;
        } else {
            ++assigned;
            EXPECT_EQ(parse_alert_name(name), code) << name;
        }
    }
    EXPECT_EQ(assigned, 37U);
}

struct Named {
    unsigned code;
    std::string_view name;
};

// From the RFCs that define them, not from the table under test.
TEST(AlertName, IsTheRegistrys) {
    for (const Named& each : {
             Named{0, "close_notify"},
             Named{10, "unexpected_message"},
             Named{40, "handshake_failure"},
             Named{42, "bad_certificate"},
             Named{47, "illegal_parameter"},
             Named{48, "unknown_ca"},
             Named{70, "protocol_version"},
             Named{71, "insufficient_security"},
             Named{80, "internal_error"},
             Named{86, "inappropriate_fallback"},
             Named{90, "user_canceled"},
             Named{100, "no_renegotiation"},
             Named{109, "missing_extension"},
             Named{112, "unrecognized_name"},
             Named{116, "certificate_required"},
             Named{120, "no_application_protocol"},
         }) {
        EXPECT_EQ(alert_name(static_cast<std::uint8_t>(each.code)), each.name);
    }
}

TEST(AlertName, OfAnUnassignedCodeIsItsNumber) {
    for (const unsigned code : {1U, 53U, 87U, 119U, 200U, 255U}) {
        EXPECT_EQ(alert_name(static_cast<std::uint8_t>(code)), numbered(code));
    }
}

TEST(AlertName, IsReadFromNothingElse) {
    for (const std::string_view text : {"", "protocol version", "PROTOCOL_VERSION", "70"}) {
        EXPECT_FALSE(parse_alert_name(text)) << text;
    }
}

TEST(AlertCode, HasTheRegistrysNumbers) {
    EXPECT_EQ(alert_code::close_notify, 0);
    EXPECT_EQ(alert_code::handshake_failure, 40);
    EXPECT_EQ(alert_code::illegal_parameter, 47);
    EXPECT_EQ(alert_code::protocol_version, 70);
    EXPECT_EQ(alert_code::internal_error, 80);
    EXPECT_EQ(alert_code::inappropriate_fallback, 86);
    EXPECT_EQ(alert_code::user_canceled, 90);
    EXPECT_EQ(alert_code::no_renegotiation, 100);
    EXPECT_EQ(alert_code::no_application_protocol, 120);
}

// RFC 5246 section 7.2.2: a warning lets the connection go on. Who is sent a level that is neither
// stops by itself.
TEST(Alert, EndsAHandshakeBelow13UnlessItWarnsOrCloses) {
    for (unsigned code = 0; code <= 0xff; ++code) {
        for (unsigned level = 0; level <= 0xff; ++level) {
            const Alert alert{static_cast<std::uint8_t>(code), static_cast<AlertLevel>(level),
                              Sender::server};
            EXPECT_EQ(alert.ends_handshake(false), code != 0 && level == 2) << code << " " << level;
        }
    }
}

// RFC 8446 section 6: the level is of no account, and only these two do not end in an error.
TEST(Alert, EndsAHandshakeAt13WhateverItsLevel) {
    for (unsigned code = 0; code <= 0xff; ++code) {
        for (const AlertLevel level : {AlertLevel::warning, AlertLevel::fatal}) {
            const Alert alert{static_cast<std::uint8_t>(code), level, Sender::server};
            EXPECT_EQ(alert.ends_handshake(true), code != 0 && code != 90) << code;
        }
    }
}

TEST(Sender, HasANameAndAnOther) {
    EXPECT_EQ(sender_name(Sender::client), "client");
    EXPECT_EQ(sender_name(Sender::server), "server");
    EXPECT_EQ(other(Sender::client), Sender::server);
    EXPECT_EQ(other(Sender::server), Sender::client);
}

}  // namespace
}  // namespace tlsmatrix::alert_test
