#include <fmt/format.h>

#include <tlsmatrix/server/behaviours/served_behaviour.hpp>
#include <tlsmatrix/server/pages/detail/handlers.hpp>
#include <tlsmatrix/server/tls_report.hpp>

namespace tlsmatrix::server {
namespace {

const std::vector<Route>& pages();

Response index(const Call& call) {
    const auto& outcome = std::get<Negotiated>(call.facts.outcome);
    std::string text = fmt::format(
        "This is tlsmatrix, a TLS version bench.\n"
        "This listener speaks {} and nothing else; you speak {} with {}.\n\n",
        call.facts.pinned.wire_names(), wire_name(outcome.version), outcome.cipher);
    if (call.facts.misbehaves) {
        text += fmt::format("It misbehaves on purpose: {}. All that a listener may do:\n\n{}\n",
                            call.facts.listener, behaviour_table());
    }
    if (const ZooEntry* certificate = call.facts.certificate) {
        text += fmt::format(
            "Its certificate {}: {}. A client that follows the standards {}. All "
            "that a listener may have:\n\n{}\n",
            certificate->summary, certificate->name, zoo_demand_words(certificate->demand),
            zoo_table());
    }
    for (const Route& page : pages()) {
        text += fmt::format("{:<4} {:<19} {}\n", page.method, page.path, page.summary);
    }
    return {.body = std::move(text)};
}

// The answer of the report that this project began with, to the byte.
Response testpost(const Call&) {
    return {.content_type = "application/json",
            .body = R"({"status": "ok", "body": "it was received"})"};
}

Response tls(const Call& call) {
    return {.content_type = "application/json", .body = tls_report(call.facts) + "\n"};
}

Response behaviour_list(const Call&) {
    return {.body = behaviour_table()};
}

Response certificate_list(const Call&) {
    return {.body = zoo_table()};
}

Response healthz(const Call&) {
    return {.body = "ok\n"};
}

const std::vector<Route>& pages() {
    using namespace handlers;
    static const std::vector<Route> table{
        {"GET", "/", index, "this page"},
        {"GET", "/tls", tls, "what you offered, what was chosen, and why nothing higher (JSON)"},
        {"GET", "/hosts", hosts, "a host name for each set of versions, for /etc/hosts or curl"},
        {"POST", "/testpost", testpost, "takes any body"},
        {"GET", "/healthz", healthz, "ok"},
        {"GET", "/behaviours", behaviour_list, "how a listener of serve --behaviour misbehaves"},
        {"GET", "/certificates", certificate_list, "what serve --certificate has"},
        {"GET", "/get", get, "your request and its connection (JSON)"},
        {"POST", "/post", anything, "the same, with its body"},
        {"GET", "/headers", headers, "its header fields alone"},
        {any_method, "/anything", anything, "the same, for any method"},
        {any_method, "/anything/{rest...}", anything, "the same, for any path below"},
        {any_method, "/status/{code}", status, "that status, 200 to 599"},
        {"GET", "/bytes/{count}", bytes, "that many bytes, at most 1048576, made from ?seed="},
        {any_method, "/delay/{seconds}", delay, "/anything after 0 to 10 seconds, such as 0.25"},
        {"GET", "/stream/{lines}", stream, "that many lines of JSON, at most 100, in chunks"},
    };
    return table;
}

}  // namespace

std::vector<Route> default_routes() {
    return pages();
}

Handler default_handler() {
    return route(pages());
}

}  // namespace tlsmatrix::server
