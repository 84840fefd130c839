// URLs that people give, and those that servers redirect to: nothing of them may split a request.
#include <tlsmatrix/client/detail/redirect.hpp>
#include <tlsmatrix/client/url.hpp>

#include "fuzz/demand.hpp"

namespace tlsmatrix::fuzz {
namespace {

using namespace client;

bool is_word(std::string_view text) {
    return !text.empty() && is_printable(text) && text.find(' ') == std::string_view::npos;
}

void check(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) {
        demand(!url.error().message.empty(), "what is wrong is said");
        return;
    }
    demand(is_word(url->host) && is_word(url->authority()), "a host is one word");
    demand(url->host.find_first_of("/?#@[]") == std::string::npos, "a host is a host alone");
    demand(is_word(url->target) && url->target.front() == '/', "a target is a path");
    demand(url->target.find('#') == std::string::npos, "a fragment stays at home");
    demand(url->port != 0, "port 0 is none");
    const auto again = parse_url("https://" + url->authority() + url->target);
    demand(again && again->host == url->host && again->port == url->port &&
               again->target == url->target,
           "what was taken apart can be put together");
}

void follow(const Url& from, std::string location) {
    Request request;
    request.url = "https://" + from.authority() + from.target;
    request.headers = {{"Authorization", "secret"}};
    Response response;
    response.status = 302;
    response.headers = {{"Location", std::move(location)}};
    const auto next = redirected(request, from, response);
    if (!next) {
        demand(!next.error().message.empty(), "why it is not followed is said");
        return;
    }
    check(next->url);
    const auto to = parse_url(next->url);
    demand(to.has_value(), "only to a URL that can be asked");
    const bool same = to->host == from.host && to->port == from.port;
    demand(same || next->headers.empty(), "a secret stays with its host");
}

}  // namespace
}  // namespace tlsmatrix::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix::fuzz;
    Input input(data, size);
    check(input.rest_text());
    const std::string base = input.piece();
    if (const auto from = tlsmatrix::client::parse_url(base)) {
        follow(*from, std::string(input.rest_text()));
    }
    return 0;
}
