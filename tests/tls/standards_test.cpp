#include <set>

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

TEST(Standards, HaveNoPlaceTwice) {
    std::set<std::string> places;
    for (const StandardEntry& each : standard_entries()) {
        EXPECT_TRUE(places.insert(citation(each.standard)).second) << citation(each.standard);
    }
}

}  // namespace
}  // namespace tlsmatrix::standards_test
