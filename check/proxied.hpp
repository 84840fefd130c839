// What a client asked of the proxy that stands before the servers of a check.
//   const ProxyAnswer answer = answer_to("CONNECT api.example.com:443 HTTP/1.1\r\n\r\n", names);
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tlsmatrix::check {

// ProxyAnswer is what becomes of one request. A value.
struct ProxyAnswer {
    int status = 200;      // 200: it is connected to the server; anything else refuses it
    std::string asked;     // `CONNECT api.example.com:443`, fit for a terminal
    std::string sentence;  // why it is refused; empty where it is not

    [[nodiscard]] bool connects() const { return status == 200; }
};

// answer_to looks at a request's head, or at the first bytes of anything else. CONNECT to one of
// the names, at any port, is answered; names have no case.
[[nodiscard]] ProxyAnswer answer_to(std::string_view head, const std::vector<std::string>& names);

// max_proxy_head is how long a head may be.
inline constexpr std::size_t max_proxy_head = std::size_t{16} * 1024;

// is_head_over tells whether enough has come for answer_to: a head that is whole, or too long, or
// bytes that begin no request.
[[nodiscard]] bool is_head_over(std::string_view received);

// ProxyRefusal is a request that was refused, as often as it came.
struct ProxyRefusal {
    std::string asked;
    std::string sentence;
    std::size_t times = 0;

    friend bool operator==(const ProxyRefusal&, const ProxyRefusal&) = default;
};

// Proxied is all that the proxy was asked in a run, or in all of them.
struct Proxied {
    std::size_t tunnels = 0;  // that were connected to the server
    std::vector<ProxyRefusal> refused = {};

    void add(const ProxyAnswer& answer);
    void add(const Proxied& other);
};

// describe is one sentence a refusal, and one where the proxy was never asked.
[[nodiscard]] std::vector<std::string> describe(const Proxied& proxied);

}  // namespace tlsmatrix::check
