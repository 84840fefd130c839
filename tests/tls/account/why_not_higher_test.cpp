#include <gtest/gtest.h>

#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::why_not_higher_test {
namespace {

using enum ProtocolVersion;
using account::why_not_higher;
using Codes = std::vector<std::uint16_t>;

VersionSet set_of(std::string_view text) {
    return VersionSet::parse(text).value();
}

ClientHello hello(std::uint16_t legacy, std::optional<Codes> versions = std::nullopt) {
    ClientHello made;
    made.legacy_version = legacy;
    made.supported_versions = std::move(versions);
    return made;
}

struct Height {
    ClientHello client;
    std::string_view server;
    ProtocolVersion negotiated;
    std::string_view why;
};

TEST(WhyNotHigher, NamesWhoKeptTheVersionDown) {
    const std::vector<Height> heights{
        {hello(0x0303, Codes{0x0304}), "all", tls_1_3, "TLSv1.3 is the highest version there is"},
        {hello(0x0303), "all", tls_1_2, "the client offers nothing above TLSv1.2"},
        {hello(0x0301), "1.0", tls_1_0, "the client offers nothing above TLSv1"},
        {hello(0x0303, Codes{0x0304, 0x0303}), "1.0-1.2", tls_1_2,
         "the server speaks nothing above TLSv1.2"},
        {hello(0x0303), "1.0", tls_1_0, "the server speaks nothing above TLSv1"},
        // A hole at the server, and one at a client that says its list.
        {hello(0x0303), "1.0,1.3", tls_1_0,
         "the client offers TLSv1.2, and of what lies above TLSv1 the server speaks only TLSv1.3"},
        {hello(0x0303, Codes{0x0304, 0x0302}), "1.1,1.2", tls_1_1,
         "the client offers TLSv1.3,TLSv1.1, and of what lies above TLSv1.1 the server speaks only "
         "TLSv1.2"},
    };
    for (const Height& each : heights) {
        EXPECT_EQ(why_not_higher(each.client, set_of(each.server), each.negotiated), each.why);
    }
}

}  // namespace
}  // namespace tlsmatrix::why_not_higher_test
