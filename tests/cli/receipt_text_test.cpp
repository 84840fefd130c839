#include <gtest/gtest.h>

#include <tlsmatrix/cli/receipt_text.hpp>

namespace tlsmatrix::cli::receipt_text_test {
namespace {

using enum ProtocolVersion;

ClientHello hello_of(ProtocolVersion version) {
    ClientHello hello;
    hello.legacy_version = static_cast<std::uint16_t>(version);
    return hello;
}

TEST(ReceiptText, HasALineForThePolicyAndOneForEachAttempt) {
    client::Receipt receipt;
    receipt.allowed = {tls_1_0, tls_1_2};
    client::Attempt first;
    first.outcome = Refused{{alert_code::protocol_version, AlertLevel::fatal, Sender::client}};
    first.observation.client_hello = hello_of(tls_1_2);
    first.cause = "the server chose TLSv1, which the client does not accept";
    client::Attempt second;
    second.outcome = Negotiated{tls_1_0, "ECDHE-RSA-AES256-SHA", "x25519", false};
    second.observation.client_hello = hello_of(tls_1_0);
    receipt.attempts = {first, second};
    EXPECT_EQ(receipt_text(receipt),
              "accepts TLSv1,TLSv1.2 (exact engine)\n"
              "attempt 1: offered TLSv1.2: the client refused with protocol_version: the server "
              "chose TLSv1, which the client does not accept\n"
              "attempt 2: offered TLSv1: TLSv1, ECDHE-RSA-AES256-SHA\n");
}

TEST(ReceiptText, OfAnAttemptWithoutAHelloSaysNothingWasOffered) {
    client::Receipt receipt;
    receipt.engine = Engine::openssl;
    client::Attempt attempt;
    attempt.outcome = TimedOut{std::chrono::milliseconds(250)};
    receipt.attempts = {attempt};
    EXPECT_EQ(receipt_text(receipt),
              "accepts - (openssl engine)\nattempt 1: offered nothing: no answer within 0.25 s\n");
}

}  // namespace
}  // namespace tlsmatrix::cli::receipt_text_test
