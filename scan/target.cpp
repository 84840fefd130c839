#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/scan/target.hpp>

namespace tlsmatrix::scan {
namespace {

namespace ip = boost::asio::ip;

constexpr std::uint16_t https_port = 443;

std::optional<ip::address> literal(const std::string& host) {
    boost::system::error_code error;
    const ip::address address = ip::make_address(host, error);
    return error ? std::nullopt : std::optional(address);
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

bool is_host(const std::string& host) {
    return literal(host) || (!host.empty() && host.size() <= 253 &&
                             std::all_of(host.begin(), host.end(), is_host_character));
}

Error bad_target(std::string_view text, std::string_view what) {
    return Error{fmt::format(
        "bad target '{}': {}; write HOST, HOST:PORT or a URL, such as example.org:443 or "
        "[::1]:8443",
        escaped(text, '\''), what)};
}

// Waiting is what a resolver's thread and the one that waits for it share; whoever is later owns
// it.
struct Waiting {
    std::mutex mutex;
    std::condition_variable ready;
    std::optional<Result<Addresses>> result;
};

}  // namespace

std::string Target::str() const {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                               : fmt::format("[{}]:{}", host, port);
}

std::string Target::server_name() const {
    if (literal(host)) {
        return {};
    }
    return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

namespace {

// authority_of is host and port of an https URL, or the text itself where it is no URL; nullopt for
// other URLs.
std::optional<std::string> authority_of(std::string_view text) {
    if (text.find("://") == std::string_view::npos) {
        return std::string(text);
    }
    const auto url = boost::urls::parse_uri(text);
    if (!url || url->scheme_id() != boost::urls::scheme::https || url->has_userinfo()) {
        return std::nullopt;
    }
    return std::string(url->encoded_host_and_port());
}

}  // namespace

Result<Target> parse_target(std::string_view written) {
    const auto authority = authority_of(written);
    if (!authority) {
        return bad_target(written, "only an https URL without a user names a server");
    }
    std::string text = *authority;
    if (text.rfind(':') == std::string::npos || text.ends_with(']')) {
        text += fmt::format(":{}", https_port);
    }
    const auto colon = text.rfind(':');
    Target target{text.substr(0, colon), 0};
    if (target.host.starts_with('[') && target.host.ends_with(']')) {
        target.host = target.host.substr(1, target.host.size() - 2);
    } else if (target.host.find(':') != std::string::npos) {
        return bad_target(written, "an IPv6 address stands in brackets");
    }
    if (!is_host(target.host)) {
        return bad_target(written, "that is no name or address of a host");
    }
    target.port = parse_number<std::uint16_t>(std::string_view(text).substr(colon + 1)).value_or(0);
    if (target.port == 0) {
        return bad_target(written, "the port is a number from 1 to 65535");
    }
    return target;
}

Result<Addresses> system_resolver(const std::string& host) {
    auto found = addresses_of(host);
    if (!found) {
        return Error{
            fmt::format("the name '{}' does not resolve ({})", host, found.error().message)};
    }
    return found;
}

Result<Addresses> look_up(const Target& target, std::chrono::duration<double> patience,
                          Resolver resolver) {
    if (const auto address = literal(target.host)) {
        return Addresses{*address};
    }
    const auto waiting = std::make_shared<Waiting>();
    std::thread([waiting, host = target.host, resolver = std::move(resolver)] {
        Result<Addresses> result = resolver(host);
        const std::lock_guard lock(waiting->mutex);
        waiting->result = std::move(result);
        waiting->ready.notify_one();
    }).detach();
    std::unique_lock lock(waiting->mutex);
    if (!waiting->ready.wait_for(lock, patience, [&] { return waiting->result.has_value(); })) {
        return Error{fmt::format("the name '{}' did not resolve within {:g} s", target.host,
                                 patience.count())};
    }
    if (*waiting->result && (*waiting->result)->empty()) {
        return Error{fmt::format("the name '{}' has no address", target.host)};
    }
    return *waiting->result;
}

}  // namespace tlsmatrix::scan
