#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/authority.hpp>
#include <tlsmatrix/certs/leaf_request.hpp>

namespace tlsmatrix::certs::leaf_request_test {
namespace {

const std::string label_of_63(63, 'a');
const std::string name_of_253 =
    label_of_63 + '.' + label_of_63 + '.' + label_of_63 + '.' + std::string(51, 'b') + ".localhost";

TEST(NameBelowLocalhost, IsLiteralLabelsBeforeLocalhost) {
    ASSERT_EQ(name_of_253.size(), 253U);
    for (const std::string& name :
         {std::string("a.localhost"), std::string("b.a.localhost"), std::string("A.LocalHost"),
          std::string("only-10-12.localhost"), std::string("1.localhost"),
          label_of_63 + ".localhost", name_of_253}) {
        EXPECT_TRUE(is_name_below_localhost(name)) << name;
    }
}

TEST(NameBelowLocalhost, IsNothingElse) {
    for (const std::string& name : {
             std::string(""),
             std::string("localhost"),
             std::string("example.com"),
             std::string("localhost.example.com"),
             std::string("evil-localhost"),
             std::string("xlocalhost"),
             std::string(".localhost"),
             std::string("a..localhost"),
             std::string("a.localhost."),
             std::string("*.localhost"),
             std::string("-a.localhost"),
             std::string("a-.localhost"),
             std::string("a_b.localhost"),
             std::string("a b.localhost"),
             std::string("a.localhost\n"),
             std::string("a.localhost\0", 12),
             std::string("example.com\0.localhost", 22),
             std::string("example.com,DNS:a.localhost"),
             std::string("a.localhost,DNS:example.com"),
             std::string("email:a.localhost"),
             std::string("\xC3\xBC.localhost"),
             std::string("127.0.0.1"),
             'a' + label_of_63 + ".localhost",
             label_of_63 + '.' + label_of_63 + '.' + label_of_63 + '.' + std::string(52, 'b') +
                 ".localhost",
         }) {
        EXPECT_FALSE(is_name_below_localhost(name)) << name;
    }
}

TEST(SubjectAltNames, AlwaysBeginWithTheThreeOfThisMachine) {
    EXPECT_EQ(subject_alt_names({}), "DNS:localhost,IP:127.0.0.1,IP:::1");
}

TEST(SubjectAltNames, AreLowerCaseAndEachOnce) {
    EXPECT_EQ(subject_alt_names({"B.localhost", "a.localhost", "b.LOCALHOST"}),
              "DNS:localhost,IP:127.0.0.1,IP:::1,DNS:b.localhost,DNS:a.localhost");
}

TEST(Issue, RefusesANameOutsideLocalhostAndNamesIt) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    for (const char* name : {"example.com", "*.localhost", "a.localhost,DNS:example.com"}) {
        const std::string fault = fault_of([&] {
            (void)authority.issue({.names = {"good.localhost", name}});
        });
        EXPECT_NE(fault.find("'" + std::string(name) + "'"), std::string::npos) << fault;
        EXPECT_NE(fault.find("such as a.localhost"), std::string::npos) << fault;
    }
}

}  // namespace
}  // namespace tlsmatrix::certs::leaf_request_test
