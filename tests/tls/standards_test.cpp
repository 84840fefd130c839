#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix::standards_test {
namespace {

TEST(Standards, StandInTheOrderOfTheirNames) {
    std::size_t at = 0;
    for (const StandardEntry& each : standard_entries()) {
        EXPECT_EQ(static_cast<std::size_t>(each.standard), at++) << each.title;
        EXPECT_EQ(&entry_of(each.standard), &each);
        EXPECT_FALSE(each.title.empty());
    }
}

TEST(Standards, AreEachInADocumentThatIsKnown) {
    for (const StandardEntry& each : standard_entries()) {
        EXPECT_EQ(document_of(each.place.document).name, each.place.document);
        if (!each.older.document.empty()) {
            EXPECT_EQ(document_of(each.older.document).obsoleted_by, each.place.document);
        }
    }
}

TEST(Standards, AreCitedByTheDocumentInForceWithTheOlderNumberBesideIt) {
    EXPECT_EQ(citation(Standard::supported_versions),
              "RFC 9846 section 4.3.1 (RFC 8446 section 4.2.1)");
    EXPECT_EQ(citation(Standard::fallback_server), "RFC 7507 section 3");
    EXPECT_EQ(document_of("RFC 7507").obsoleted_by, "RFC 8996");
    EXPECT_EQ(document_of("RFC 9846").obsoleted_by, "");
}

// Read from the documents themselves; RFC 9846's from the source that it was published of.
TEST(Standards, HaveTheTitlesOfTheirDocuments) {
    const std::vector<std::pair<Place, std::string_view>> titles{
        {{"RFC 9846", "section 2.2"}, "Resumption and Pre-Shared Key (PSK)"},
        {{"RFC 9846", "section 4"}, "Handshake Protocol"},
        {{"RFC 9846", "section 4.2.1"}, "Cryptographic Negotiation"},
        {{"RFC 9846", "section 4.2.2"}, "Client Hello"},
        {{"RFC 9846", "section 4.2.3"}, "Server Hello"},
        {{"RFC 9846", "section 4.3.1"}, "Supported Versions"},
        {{"RFC 9846", "section 4.4.2"}, "Certificate Request"},
        {{"RFC 9846", "section 4.5.1"}, "Certificate"},
        {{"RFC 9846", "section 4.5.1.3"}, "Receiving a Certificate Message"},
        {{"RFC 8446", "section 4.6.2"}, "Post-Handshake Authentication"},
        {{"RFC 9846", "section 5.1"}, "Record Layer"},
        {{"RFC 8446", "section 5.2"}, "Record Payload Protection"},
        {{"RFC 9846", "section 6"}, "Alert Protocol"},
        {{"RFC 9846", "section 6.1"}, "Closure Alerts"},
        {{"RFC 9846", "section 6.2"}, "Error Alerts"},
        {{"RFC 9846", "appendix B.4"}, "Cipher Suites"},
        {{"RFC 9846", "appendix E.1"}, "Negotiating with an Older Server"},
        {{"RFC 9846", "appendix E.2"}, "Negotiating with an Older Client"},
        {{"RFC 9846", "appendix E.4"}, "Middlebox Compatibility Mode"},
        {{"RFC 9846", "appendix E.5"}, "Security Restrictions Related to Backward Compatibility"},
        {{"RFC 5246", "section 1.2"}, "Major Differences from TLS 1.1"},
        {{"RFC 5246", "section 6.2.3"}, "Record Payload Protection"},
        {{"RFC 5246", "section 7.2.2"}, "Error Alerts"},
        {{"RFC 5246", "section 7.3"}, "Handshake Protocol Overview"},
        {{"RFC 5246", "section 7.4.1.2"}, "Client Hello"},
        {{"RFC 5246", "section 7.4.1.3"}, "Server Hello"},
        {{"RFC 5246", "section 7.4.1.4.1"}, "Signature Algorithms"},
        {{"RFC 5246", "section 7.4.4"}, "Certificate Request"},
        {{"RFC 5246", "section 7.4.6"}, "Client Certificate"},
        {{"RFC 5246", "appendix A.5"}, "The Cipher Suite"},
        {{"RFC 5246", "appendix E.1"}, "Compatibility with TLS 1.0/1.1 and SSL 3.0"},
        {{"RFC 5246", "appendix E.2"}, "Compatibility with SSL 2.0"},
        {{"RFC 2246", "section 7.4.1.3"}, "Server hello"},
        {{"RFC 8422", "section 5.1.3"}, "The signature_algorithms Extension and EdDSA"},
        {{"RFC 5288", "section 4"}, "TLS Versions"},
        {{"RFC 5077", "section 3.1"}, "Overview"},
        {{"RFC 7507", "section 3"}, "Server Behavior"},
        {{"RFC 7507", "section 4"}, "Client Behavior"},
        {{"RFC 8996", "section 4"}, "Do Not Use TLS 1.0"},
        {{"RFC 8996", "section 5"}, "Do Not Use TLS 1.1"},
        {{"RFC 9325", "section 3.1.1"}, "SSL/TLS Protocol Versions"},
        {{"RFC 9325", "section 3.1.3"}, "Fallback to Lower Versions"},
        {{"RFC 9155", "section 2"}, "Signature Algorithms"},
        {{"RFC 9846", "section 9.1"}, "Mandatory-to-Implement Cipher Suites"},
        {{"RFC 5246", "section 7.2.1"}, "Closure Alerts"},
        {{"RFC 8701", "section 3.2"}, "Server Behavior"},
        {{"RFC 6066", "section 3"}, "Server Name Indication"},
        {{"RFC 6176", "section 3"}, "Changes to TLS"},
        {{"RFC 5280", "section 4.1.2.5"}, "Validity"},
        {{"RFC 5280", "section 4.2.1.12"}, "Extended Key Usage"},
        {{"RFC 5280", "section 6.1"}, "Basic Path Validation"},
        {{"RFC 5280", "section 6.3"}, "CRL Validation"},
        {{"RFC 9110", "section 4.3.4"}, "https Certificate Verification"},
        {{"RFC 9325", "section 4.5"}, "Public Key Length"},
        {{"RFC 9525", "section 6.3"}, "Matching the DNS Domain Name Portion"},
    };
    ASSERT_EQ(titles.size(), standard_entries().size());
    for (const auto& [place, title] : titles) {
        const auto entries = standard_entries();
        const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& each) {
            return each.place.document == place.document && each.place.section == place.section;
        });
        ASSERT_NE(found, entries.end()) << place.document << " " << place.section;
        EXPECT_EQ(found->title, title) << place.document << " " << place.section;
    }
}

TEST(Standards, HaveNoPlaceTwice) {
    std::set<std::string> places;
    for (const StandardEntry& each : standard_entries()) {
        EXPECT_TRUE(places.insert(citation(each.standard)).second) << citation(each.standard);
    }
}

}  // namespace
}  // namespace tlsmatrix::standards_test
