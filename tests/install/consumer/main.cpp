// A pinned server and the client, from the installed package: a request that is answered, and one
// that is refused. Says what failed and exits 1.
#include <cstdlib>
#include <iostream>

#include <tlsmatrix/client/session.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/testing.hpp>
#include <tlsmatrix/tls/version.hpp>

// Names that the package has, too: none may get in the way of the other.
#include "client/message.hpp"
#include "server/server.hpp"
#include "tls/version_set.hpp"

namespace {

using namespace tlsmatrix;
using namespace consumer;
namespace fixture = tlsmatrix::testing;  // GoogleTest has a namespace testing, too

void require(bool holds, const char* claim) {
    if (!holds) {
        std::cerr << "does not hold: " << claim << '\n';
        std::exit(EXIT_FAILURE);
    }
}

}  // namespace

int main() {
    fixture::PinnedServer server({ProtocolVersion::tls_1_1});
    client::Session session = server.client();
    const client::Outcome answered = session.post(server.url("/testpost"), "for: test purposes");
    require(answered.has_value(), "the request is answered");
    require(answered->body == R"({"status": "ok", "body": "it was received"})", "with 43 bytes");
    const auto record = server.wait_for_connection();
    require(record && record->request, "the server recorded the request");
    require(record->request->body == "for: test purposes", "with its body");

    const auto refused = server.client(VersionSet::parse("1.2+").value()).get(server.url());
    require(refused.has_error(), "a client of 1.2 and 1.3 is refused");
    require(fixture::seen(refused).outcome.has_value(), "with an outcome");

    require(client_message + server_server + tls_version_set == 3, "its own headers are found");
    // matrix is in the package as well, and links.
    require(matrix::parse_sets("pinned").has_value(), "the matrix library works");
    std::cout << "consumer of tlsmatrix " << version << ": " << answered->status
              << ", then: " << refused.error().message << '\n';
}
