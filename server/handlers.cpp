#include <boost/json.hpp>
#include <fmt/format.h>

#include "server/handler.hpp"
#include "server/tls_report.hpp"

namespace tlsmatrix::server {
namespace {

const Negotiated& negotiated(const ConnectionFacts& facts) {
    return std::get<Negotiated>(facts.outcome);
}

Response index(const Request&, const ConnectionFacts& facts) {
    const Negotiated& outcome = negotiated(facts);
    return {.headers = {},
            .body = fmt::format(
                "This is tlsmatrix, a TLS version bench.\n"
                "This listener speaks {} and nothing else; you speak {} with {}.\n"
                "\n"
                "GET  /          this page\n"
                "GET  /tls       what you offered, what was chosen, and why nothing higher (JSON)\n"
                "POST /testpost  takes any body\n"
                "GET  /healthz   ok\n",
                facts.pinned.wire_names(), wire_name(outcome.version), outcome.cipher)};
}

// The answer of the report that this project began with, to the byte.
Response testpost(const Request&, const ConnectionFacts&) {
    return {.content_type = "application/json",
            .headers = {},
            .body = R"({"status": "ok", "body": "it was received"})"};
}

Response tls(const Request&, const ConnectionFacts& facts) {
    return {.content_type = "application/json",
            .headers = {},
            .body = boost::json::serialize(tls_report(facts)) + "\n"};
}

Response healthz(const Request&, const ConnectionFacts&) {
    return {.headers = {}, .body = "ok\n"};
}

}  // namespace

Handler default_handler() {
    return route({
        {"GET", "/", index},
        {"GET", "/tls", tls},
        {"POST", "/testpost", testpost},
        {"GET", "/healthz", healthz},
    });
}

}  // namespace tlsmatrix::server
