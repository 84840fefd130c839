#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/check/proxied.hpp>
#include <tlsmatrix/server/http/http.hpp>

namespace tlsmatrix::check {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";

ProxyAnswer refuse(int status, std::string asked, std::string sentence) {
    return {status, std::move(asked), std::move(sentence)};
}

// A URL may be long, and a client may write anything into it.
std::string shortened(std::string_view words) {
    constexpr std::size_t max_shown = 120;
    return words.size() <= max_shown ? escaped(words) : escaped(words.substr(0, max_shown)) + "...";
}

// The first byte of what other protocols begin with. A method is upper-case letters.
std::string_view other_protocol(std::string_view received) {
    const auto first =
        received.empty() ? std::uint8_t{'C'} : static_cast<std::uint8_t>(received.front());
    switch (first) {
        case 0x16:
            return "TLS";
        case 0x04:
            return "SOCKS 4";
        case 0x05:
            return "SOCKS 5";
        default:
            return first >= 'A' && first <= 'Z' ? "" : "no HTTP";
    }
}

// Authority is NAME:PORT of a CONNECT (RFC 9110 section 9.3.6).
struct Authority {
    std::string_view host;
    std::string_view port;
};

Authority authority_of(std::string_view target) {
    const std::size_t colon = target.rfind(':');
    if (colon == std::string_view::npos) {
        return {target, {}};
    }
    Authority authority{target.substr(0, colon), target.substr(colon + 1)};
    if (authority.host.starts_with('[') && authority.host.ends_with(']')) {
        authority.host = authority.host.substr(1, authority.host.size() - 2);
    } else if (authority.host.ends_with('.')) {
        authority.host.remove_suffix(1);
    }
    return authority;
}

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           std::all_of(text.begin(), text.end(),
                       [](char digit) { return digit >= '0' && digit <= '9'; });
}

}  // namespace

bool is_head_over(std::string_view received) {
    return !other_protocol(received).empty() || received.size() > max_proxy_head ||
           received.find(head_end) != std::string_view::npos;
}

ProxyAnswer answer_to(std::string_view head, const std::vector<std::string>& names) {
    if (const std::string_view other = other_protocol(head); !other.empty()) {
        return refuse(400, fmt::format("{}", other), "the proxy supports HTTP alone, and no TLS");
    }
    const std::size_t end = head.find("\r\n");
    if (end == std::string_view::npos || head.find(head_end) == std::string_view::npos) {
        return refuse(431, shortened(head.substr(0, end)),
                      "the request's head is cut short or too long");
    }
    const server::RequestLine line = server::split_request_line(head.substr(0, end));
    std::string asked = shortened(fmt::format("{} {}", line.method, line.target));
    if (!server::is_protocol(line.protocol)) {
        return refuse(400, std::move(asked), "its request line is not HTTP/1.1's");
    }
    if (line.method != "CONNECT") {
        return refuse(403, std::move(asked), "the proxy answers CONNECT alone");
    }
    const Authority authority = authority_of(line.target);
    if (authority.host.empty() || !is_port(authority.port)) {
        return refuse(400, std::move(asked), "CONNECT has no NAME:PORT");
    }
    const bool known = std::any_of(
        names.begin(), names.end(),
        [&authority](const std::string& name) { return server::same_word(name, authority.host); });
    return known ? ProxyAnswer{200, std::move(asked), {}}
                 : refuse(403, std::move(asked),
                          fmt::format("the proxy connects to {} alone", fmt::join(names, ", ")));
}

void Proxied::add(const ProxyAnswer& answer) {
    if (answer.connects()) {
        ++tunnels;
    } else {
        add(Proxied{0, {{answer.asked, answer.sentence, 1}}});
    }
}

void Proxied::add(const Proxied& other) {
    tunnels += other.tunnels;
    for (const ProxyRefusal& refusal : other.refused) {
        const auto same = std::find_if(refused.begin(), refused.end(), [&](const auto& each) {
            return each.asked == refusal.asked && each.sentence == refusal.sentence;
        });
        if (same == refused.end()) {
            refused.push_back(refusal);
        } else {
            same->times += refusal.times;
        }
    }
}

std::vector<std::string> describe(const Proxied& proxied) {
    std::vector<std::string> sentences;
    for (const ProxyRefusal& refusal : proxied.refused) {
        sentences.push_back(fmt::format("The proxy refused '{}' ({} time{}): {}", refusal.asked,
                                        refusal.times, refusal.times == 1 ? "" : "s",
                                        refusal.sentence));
    }
    if (proxied.tunnels == 0 && proxied.refused.empty()) {
        sentences.emplace_back(
            "It never asked the proxy: HTTPS_PROXY names it, and {proxy}, or {proxy_host} and "
            "{proxy_port}, tell it to a client that does not read that");
    }
    return sentences;
}

}  // namespace tlsmatrix::check
