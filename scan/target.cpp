#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <tlsmatrix/scan/detail/escape.hpp>
#include <tlsmatrix/scan/target.hpp>

namespace tlsmatrix::scan {
namespace {

namespace ip = boost::asio::ip;

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
    return Error{
        fmt::format("bad target '{}': {}; write HOST:PORT, such as example.org:443 or "
                    "[::1]:8443",
                    escaped(text), what)};
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

Result<Target> parse_target(std::string_view text) {
    const auto colon = text.rfind(':');
    const bool in_brackets = text.ends_with(']');
    if (colon == std::string_view::npos || in_brackets) {
        return bad_target(text, "it has no port");
    }
    Target target{std::string(text.substr(0, colon)), 0};
    if (target.host.starts_with('[') && target.host.ends_with(']')) {
        target.host = target.host.substr(1, target.host.size() - 2);
    } else if (target.host.find(':') != std::string::npos) {
        return bad_target(text, "an IPv6 address stands in brackets, and a URL is none");
    }
    if (!is_host(target.host)) {
        return bad_target(text, "that is no name or address of a host");
    }
    const std::string_view port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), target.port);
    if (error != std::errc() || end != port.data() + port.size() || target.port == 0) {
        return bad_target(text, "the port is a number from 1 to 65535");
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
