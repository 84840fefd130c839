#include <algorithm>

#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/certificate_names.hpp>

namespace tlsmatrix::certs::certificate_names_test {
namespace {

const std::string label_of_63(63, 'a');
const std::string name_of_253 =
    label_of_63 + '.' + label_of_63 + '.' + label_of_63 + '.' + std::string(51, 'b') + ".localhost";

TEST(FurtherNames, AreHostNamesWildcardsAndAddresses) {
    struct Case {
        std::string name;
        std::string expected;
    };
    ASSERT_EQ(name_of_253.size(), 253U);
    for (const auto& [name, expected] : {
             Case{"a.localhost", "a.localhost"},
             Case{"B.A.LocalHost", "b.a.localhost"},
             Case{"only-10-12.example.com", "only-10-12.example.com"},
             Case{"1.example", "1.example"},
             Case{"printer", "printer"},
             Case{"localhost.example.com", "localhost.example.com"},
             Case{"*.example.com", "*.example.com"},
             Case{"192.0.2.1", "192.0.2.1"},
             Case{"127.0.0.2", "127.0.0.2"},
             Case{"2001:DB8:0:0::1", "2001:db8::1"},
             Case{label_of_63 + ".localhost", label_of_63 + ".localhost"},
             Case{name_of_253, name_of_253},
         }) {
        EXPECT_EQ(further_names({name}), std::vector<std::string>{expected}) << name;
    }
}

TEST(FurtherNames, AreNothingElse) {
    for (const std::string& name : {
             std::string(""),
             std::string(".localhost"),
             std::string("a..localhost"),
             std::string("a.localhost."),
             std::string("*.localhost"),  // OpenSSL, Node and GnuTLS take it for no name
             std::string("*"),
             std::string("*."),
             std::string("a.*.example.com"),
             std::string("*a.example.com"),
             std::string("-a.localhost"),
             std::string("a-.localhost"),
             std::string("a_b.localhost"),
             std::string("a b.localhost"),
             std::string("a.localhost\n"),
             std::string("a.localhost\0", 12),
             std::string("127.0.0.1\0", 10),
             std::string("example.com,DNS:a.localhost"),
             std::string("email:a.localhost"),
             std::string("https://example.com"),
             std::string("example.com:443"),
             std::string("\xC3\xBC.localhost"),
             std::string("127.0.0"),
             std::string("127.0.0.256"),
             std::string("[::1]"),
             std::string("fe80::1%lo"),
             'a' + label_of_63 + ".localhost",
             label_of_63 + '.' + label_of_63 + '.' + label_of_63 + '.' + std::string(52, 'b') +
                 ".localhost",
         }) {
        const std::string fault = fault_of([&] { (void)further_names({"good.localhost", name}); });
        EXPECT_NE(fault.find("no certificate can be issued for '" + std::string(name.c_str())),
                  std::string::npos)
            << name << fault;
    }
}

TEST(FurtherNames, AreNotThoseThatEveryCertificateHas) {
    EXPECT_EQ(further_names({"localhost", "LOCALHOST", "127.0.0.1", "::1", "0:0::1",
                             "only-10-12.localhost", "*.report.localhost"}),
              std::vector<std::string>{});
    EXPECT_EQ(further_names({"b.localhost", "a.localhost", "localhost", "B.localhost"}),
              (std::vector<std::string>{"a.localhost", "b.localhost"}));
}

TEST(BenchNames, AreFifteenSetsAndTheReports) {
    std::vector<std::string> names = bench_names();
    EXPECT_EQ(names.size(), 16U);
    for (const char* name : {"only-10.localhost", "only-13.localhost", "only-10-12.localhost",
                             "only-10-11-12-13.localhost", "*.report.localhost"}) {
        EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(IsOnThisMachine, TellsWhatNoOtherMachineHas) {
    for (const char* name :
         {"localhost", "a.localhost", "*.report.localhost", "127.0.0.2", "::1"}) {
        EXPECT_TRUE(is_on_this_machine(name)) << name;
    }
    for (const char* name : {"example.com", "evil-localhost", "localhost.example.com", "printer",
                             "127.example.com", "192.0.2.1", "2001:db8::1"}) {
        EXPECT_FALSE(is_on_this_machine(name)) << name;
    }
}

TEST(SubjectAltNames, AlwaysBeginWithTheThreeOfThisMachine) {
    EXPECT_EQ(subject_alt_names({}), "DNS:localhost,IP:127.0.0.1,IP:::1");
}

TEST(SubjectAltNames, AreLowerCaseAndEachOnce) {
    EXPECT_EQ(subject_alt_names({"B.localhost", "a.localhost", "b.LOCALHOST", "127.0.0.1", "::2"}),
              "DNS:localhost,IP:127.0.0.1,IP:::1,DNS:b.localhost,DNS:a.localhost,IP:::2");
}

}  // namespace
}  // namespace tlsmatrix::certs::certificate_names_test
