// What a client sends to the proxy of a check: only CONNECT to one of the names gets through, and
// what is told of the rest is fit for a terminal.
#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/check/proxied.hpp>

#include "fuzz/demand.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix::fuzz;
    using namespace tlsmatrix::check;
    Input input(data, size);
    const std::string_view head = input.rest_text();
    const ProxyAnswer answer = answer_to(head, {"api.example.com"});
    demand(answer.connects() == answer.sentence.empty(), "a refusal says why");
    demand(answer.asked == tlsmatrix::printable(answer.asked) && answer.asked.size() < 600,
           "what was asked is a line for people");
    if (answer.connects()) {
        demand(is_head_over(head), "only a whole head is answered");
        demand(head.starts_with("CONNECT ") && head.size() > 30, "only CONNECT gets through");
    }
    return 0;
}
