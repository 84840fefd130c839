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

}  // namespace
}  // namespace tlsmatrix::set_host_name_test
