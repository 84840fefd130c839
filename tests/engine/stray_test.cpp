// Peers that do not speak TLS at all: how they are recognised, and what is said about them.
#include <gtest/gtest.h>

#include "tests/support/bytes.hpp"
#include "tests/support/memory_bench.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::stray_test {
namespace {

MemoryBench& contexts() {
    static MemoryBench made(self_signed(p256_key()));
    return made;
}

// met is what one end knows after the other end's place was taken by somebody who said `text`.
View met(Sender self, std::string_view text, std::size_t most = MemoryWire::any_number) {
    MemoryWire wire(most);
    const Bytes said(text.begin(), text.end());
    wire.put(other(self), said);
    std::unique_ptr<Connection> connection;
    if (self == Sender::server) {
        const ServerContext& context = contexts().server_context({VersionSet::all()});
        connection = std::make_unique<Connection>(context, wire.end(self));
    } else {
        const ClientContext& context = contexts().client_context(VersionSet::all());
        connection = std::make_unique<Connection>(context, wire.end(self), "");
    }
    while (connection->handshake() == Progress::wants_read && wire.events() < text.size()) {
    }
    return view_of(*connection);
}

std::string cause_of(const View& view) {
    return account::of(view.facts()).sentence;
}

TEST(Stray, IsThePlainHttpOfAClient) {
    for (const std::string_view method :
         {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"}) {
        const std::string request = std::string(method) + " * HTTP/1.1\r\n\r\n";
        for (const std::size_t most : {std::size_t{1}, std::size_t{7}, MemoryWire::any_number}) {
            const View view = met(Sender::server, request, most);
            EXPECT_TRUE(view.saw.plain_http()) << request;
            EXPECT_EQ(cause_of(view),
                      "the client speaks plain HTTP, and this port speaks TLS: the server ended "
                      "the connection; use https");
        }
    }
}

TEST(Stray, IsSomethingElseOfAClient) {
    for (const std::string_view text : {"GETTY uses", "get / HTTP/1.1", "SSH-2.0-x", "HELO a"}) {
        const View view = met(Sender::server, text);
        EXPECT_FALSE(view.saw.plain_http()) << text;
        EXPECT_EQ(cause_of(view), "the first bytes that came are not TLS");
    }
}

TEST(Stray, IsThePlainHttpOfAServer) {
    EXPECT_EQ(cause_of(met(Sender::client, "HTTP/1.1 400 Bad Request\r\n\r\n")),
              "the server answers in plain HTTP, as a port without TLS does");
    EXPECT_EQ(cause_of(met(Sender::client, "220 smtp ready\r\n")),
              "the first bytes that came are not TLS");
}

TEST(Stray, IsEmptyWhereRecordsCame) {
    const View view =
        met(Sender::server, std::string_view("\x15\x03\x01\x00\x02\x02\x28GET / HTTP", 17));
    EXPECT_EQ(view.saw.stray, "");
    EXPECT_EQ(outcome_name(view.outcome), "refused");
    for (const Encounter& encounter : contexts().meet({VersionSet::all()}, {VersionSet::all()})) {
        EXPECT_EQ(encounter.client.saw.stray + encounter.server.saw.stray, "");
    }
}

}  // namespace
}  // namespace tlsmatrix::stray_test
