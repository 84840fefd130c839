// A pinned server and the client, from the installed package: a request that is answered, and one
// that is refused. Says what failed and exits 1.
#include <cstdlib>
#include <iostream>

#include "client/session.hpp"
#include "matrix/plan.hpp"
#include "tls/version.hpp"

#include "tlsmatrix/testing.hpp"

namespace {

using namespace tlsmatrix;
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

    // matrix is in the package as well, and links.
    require(matrix::parse_sets("pinned").has_value(), "the matrix library works");
    std::cout << "consumer of tlsmatrix " << version << ": " << answered->status
              << ", then: " << refused.error().message << '\n';
}
