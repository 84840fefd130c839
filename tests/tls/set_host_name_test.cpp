#include <gtest/gtest.h>

#include <tlsmatrix/tls/set_host_name.hpp>

namespace tlsmatrix::set_host_name_test {
namespace {

TEST(SetHostName, HasTheDigitsOfEachVersion) {
    struct Case {
        const char* set;
        const char* name;
    };
    for (const auto& [set, name] : {
             Case{"1.0", "only-10.localhost"},
             Case{"1.3", "only-13.localhost"},
             Case{"1.0,1.2", "only-10-12.localhost"},
             Case{"all", "only-10-11-12-13.localhost"},
         }) {
        EXPECT_EQ(set_host_name(VersionSet::parse(set).value()), name);
    }
}

TEST(SetHostName, IsReadBackInAnyCase) {
    for (const VersionSet set : all_version_sets()) {
        std::string name = set_host_name(set);
        EXPECT_EQ(set_of_host_name(name), set) << name;
        name[0] = 'O';
        name.back() = 'T';
        EXPECT_EQ(set_of_host_name(name), set) << name;
    }
}

TEST(SetHostName, IsNothingElse) {
    for (const std::string_view name :
         {"", "only-", "only-.localhost", "localhost", "only-12", "only-12.localhost.",
          "only-14.localhost", "only-12-10.localhost", "only-12-12.localhost",
          "only-12.localhost.example", "only-1.2.localhost", "a.only-12.localhost",
          "xonly-12.localhost", "only-none.localhost", "only-12\n.localhost"}) {
        EXPECT_EQ(set_of_host_name(name), std::nullopt) << name;
    }
    EXPECT_EQ(set_of_host_name(std::string_view("only-12.localhost\0", 18)), std::nullopt);
}

}  // namespace
}  // namespace tlsmatrix::set_host_name_test
