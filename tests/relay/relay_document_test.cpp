// What the report of a relay counts, and how far it can be sure of that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/relay/relay_report.hpp>

namespace tlsmatrix::relay::relay_document_test {
namespace {

HandshakeTold handshake(std::string unseen) {
    HandshakeTold told;
    told.client = "127.0.0.1:40000";
    told.outcome = Negotiated{ProtocolVersion::tls_1_3, "TLS_AES_256_GCM_SHA384", {}, false};
    told.unseen = std::move(unseen);
    return told;
}

TEST(RelayDocument, CountsAsFarAsCanBeSeenWhereOneIsUndecided) {
    Report report;
    report.take(handshake({}));
    EXPECT_EQ(relay_document(relay_json(report)).summary.text, "1 of 1 handshakes came about.");
    report.take(handshake("what followed is encrypted"));
    EXPECT_EQ(relay_document(relay_json(report)).summary.text,
              "As far as can be seen, 2 of 2 handshakes came about.");
}

}  // namespace
}  // namespace tlsmatrix::relay::relay_document_test
