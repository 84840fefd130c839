#include <gtest/gtest.h>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/tls/certificate_message.hpp>

namespace tlsmatrix::certificate_message_test {
namespace {

struct Case {
    std::string_view what;
    Bytes message;
    std::optional<bool> carries;
};

TEST(CertificateMessage, TellsWhetherACertificateIsInItCompressedOrNot) {
    const Case cases[] = {
        {"nothing", {}, std::nullopt},
        {"a Finished", handshake_message(20, Bytes(32, 1)), std::nullopt},
        {"none, before 1.3", handshake_message(11, {0, 0, 0}), false},
        {"none, in 1.3", handshake_message(11, {0, 0, 0, 0}), false},
        {"one", handshake_message(11, joined({{0, 0, 0, 9}, Bytes(9, 1)})), true},
        {"none, compressed", handshake_message(25, {0, 1, 0, 0, 4, 0, 0, 2, 7, 7}), false},
        {"one, compressed", handshake_message(25, {0, 1, 0, 1, 0, 0, 0, 2, 7, 7}), true},
        {"one, compressed and torn", handshake_message(25, {0, 1, 0}), std::nullopt},
    };
    for (const Case& each : cases) {
        EXPECT_EQ(carries_certificate(each.message), each.carries) << each.what;
    }
}

}  // namespace
}  // namespace tlsmatrix::certificate_message_test
