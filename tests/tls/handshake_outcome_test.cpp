#include <gtest/gtest.h>

#include <tlsmatrix/tls/handshake_outcome.hpp>

namespace tlsmatrix::handshake_outcome_test {
namespace {

using enum ProtocolVersion;

TEST(HandshakeOutcome, HasAWordAndALine) {
    struct Line {
        HandshakeOutcome outcome;
        std::string_view name;
        std::string_view line;
    };
    for (const Line& each : std::vector<Line>{
             {Negotiated{tls_1_1, "ECDHE-RSA-AES256-SHA", "x25519", false}, "negotiated",
              "TLSv1.1, ECDHE-RSA-AES256-SHA"},
             {Negotiated{tls_1_3, "TLS_AES_256_GCM_SHA384", "", true}, "negotiated",
              "TLSv1.3, TLS_AES_256_GCM_SHA384, resumed"},
             {Refused{{70, AlertLevel::fatal, Sender::server}}, "refused",
              "the server refused with protocol_version"},
             {Refused{{250, AlertLevel::fatal, Sender::client}}, "refused",
              "the client refused with alert(250)"},
             {Closed{"gone"}, "closed", "gone"},
             {Aborted{"reset"}, "aborted", "reset"},
             {TimedOut{std::chrono::milliseconds(40)}, "timed_out", "no answer within 0.04 s"},
         }) {
        EXPECT_EQ(outcome_name(each.outcome), each.name);
        EXPECT_EQ(describe(each.outcome), each.line);
    }
}

}  // namespace
}  // namespace tlsmatrix::handshake_outcome_test
