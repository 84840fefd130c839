#include <set>

#include <gtest/gtest.h>

#include <tlsmatrix/tls/certificate_zoo.hpp>

namespace tlsmatrix::certificate_zoo_test {
namespace {

TEST(CertificateZoo, BeginsWithTheGoodOneAndHasEachNameOnce) {
    std::set<std::string_view> names;
    for (const ZooEntry& each : certificate_zoo()) {
        EXPECT_TRUE(names.insert(each.name).second) << each.name;
        EXPECT_EQ(find_in_zoo(each.name), &each);
    }
    EXPECT_EQ(certificate_zoo().front().name, "good");
    EXPECT_EQ(find_in_zoo("expird"), nullptr);
    EXPECT_EQ(zoo_names().size(), names.size());
}

TEST(CertificateZoo, CitesAStandardForAllThatIsToBeRefused) {
    for (const ZooEntry& each : certificate_zoo()) {
        if (each.demand != ZooDemand::accept) {
            EXPECT_TRUE(each.standard) << each.name;
        }
    }
}

TEST(CertificateZoo, TellsOfEachWhatAClientDoesByWhichStandardAndWhatBadsslCallsIt) {
    const std::string table = zoo_table();
    for (const char* line : {
             "expired           ended yesterday\n                  a client refuses it (RFC 5280 "
             "section 4.1.2.5); badssl.com: expired\n",
             "wrong-eku         is for clients alone, by its extended key usage\n"
             "                  a client refuses it (RFC 5280 section 4.2.1.12); badssl.com: "
             "none\n",
             "good              is right, and comes with its intermediate certificate\n"
             "                  a client accepts it; badssl.com: rsa2048\n",
         }) {
        EXPECT_NE(table.find(line), std::string::npos) << line << "\n" << table;
    }
}

}  // namespace
}  // namespace tlsmatrix::certificate_zoo_test
