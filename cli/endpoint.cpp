#include <algorithm>
#include <span>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/cli/endpoint.hpp>

namespace tlsmatrix::cli {
namespace {

// What a URL, a host alone or a set of versions before a colon was meant to be.
std::string meant_address(std::string_view text) {
    if (const auto scheme = text.find("://"); scheme != std::string_view::npos) {
        const std::string_view behind = text.substr(scheme + 3);
        return std::string(behind.substr(0, behind.find('/')));
    }
    return text == "localhost" || text == "127.0.0.1" ? fmt::format("{}:8443", text)
                                                      : std::string();
}

Error bad_address(std::string_view text) {
    const std::string meant = meant_address(text);
    return Error{fmt::format("bad address '{}': {}write ADDR:PORT, such as {}", text,
                             text.find("://") == std::string_view::npos ? "" : "not a URL; ",
                             meant.empty() ? "localhost:8443, 127.0.0.1:0 or [::1]:0" : meant)};
}

std::string meant_pin(std::string_view text) {
    const auto sign = text.find_first_of("=:@");
    if (sign == std::string_view::npos) {
        return VersionSet::parse(text) ? fmt::format("{}=localhost:0", text) : std::string();
    }
    const std::string_view left = text.substr(0, sign);
    const std::string_view right = text.substr(sign + 1);
    if (VersionSet::parse(left) && parse_listen(right)) {
        return fmt::format("{}={}", left, right);
    }
    return VersionSet::parse(right) && parse_listen(left) ? fmt::format("{}={}", right, left)
                                                          : std::string();
}

Error bad_pin(std::string_view text) {
    const std::string meant = meant_pin(text);
    return Error{fmt::format("bad pin '{}': write SET=ADDR:PORT, such as {}", text,
                             meant.empty() ? "1.1=localhost:8011" : meant)};
}

bool read_port(std::string_view text, server::ListenerSettings& listener) {
    const auto port = parse_number<std::uint16_t>(text);
    listener.port = port.value_or(0);
    return port.has_value();
}

// parse_named reads NAME=ADDR:PORT, with a name that is known; `allowed` is how an Error ends.
Result<server::ListenerSettings> parse_named(std::string_view text, std::string_view what,
                                             std::span<const std::string_view> known,
                                             std::string_view allowed) {
    const auto equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const bool is_file = name.find_first_of("./") != std::string_view::npos;
    if (is_file && what == "certificate") {
        return Error{
            fmt::format("--certificate takes the name of one that is made here, not '{}': "
                        "a certificate of your own is --cert FILE, with --key",
                        name)};
    }
    if (std::find(known.begin(), known.end(), name) == known.end()) {
        return Error{fmt::format("there is no {} '{}': did you mean {}? {}", what, name,
                                 nearest(name, known), allowed)};
    }
    if (equals == std::string_view::npos) {
        return Error{fmt::format("bad {} '{}': write NAME=ADDR:PORT, such as {}=localhost:8020",
                                 what, text, name)};
    }
    auto listener = parse_listen(text.substr(equals + 1));
    if (listener) {
        listener->name = name;
    }
    return listener;
}

}  // namespace

Result<server::ListenerSettings> parse_listen(std::string_view text) {
    server::ListenerSettings listener{{}, std::string(server::both_loopback_addresses)};
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        if (!read_port(text, listener)) {
            return bad_address(text);
        }
        return listener;
    }
    std::string host(text.substr(0, colon));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string::npos) {
        return bad_address(text);  // an IPv6 address without its brackets
    }
    listener.host = host;
    boost::system::error_code error;
    if (host != server::both_loopback_addresses) {
        boost::asio::ip::make_address(host, error);
    }
    if (error || !read_port(text.substr(colon + 1), listener)) {
        return bad_address(text);
    }
    return listener;
}

Result<server::ListenerSettings> parse_pin(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) {
        return bad_pin(text);
    }
    const auto versions = VersionSet::parse(text.substr(0, equals));
    if (!versions) {
        return meant_pin(text).empty() ? versions.error() : bad_pin(text);
    }
    auto listener = parse_listen(text.substr(equals + 1));
    if (listener) {
        listener->versions = *versions;
    }
    return listener;
}

Result<server::ListenerSettings> parse_behaviour(std::string_view text) {
    std::vector<std::string_view> known;
    for (const server::Behaviour& each : server::behaviours()) {
        known.push_back(each.name);
    }
    auto listener = parse_named(text, "behaviour", known, "'--behaviour list' has all");
    if (listener) {
        listener->behaviour = server::find_behaviour(listener->name);
        listener->versions = listener->behaviour->versions;
    }
    return listener;
}

Result<server::ListenerSettings> parse_certificate(std::string_view text) {
    const auto known = zoo_names();
    auto listener =
        parse_named(text, "certificate", known, fmt::format("allowed: {}", fmt::join(known, ", ")));
    if (listener) {
        listener->certificate = find_in_zoo(listener->name);
        listener->versions = {ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3};
    }
    return listener;
}

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(host, error);
    return host == server::both_loopback_addresses || (!error && parsed.is_loopback());
}

}  // namespace tlsmatrix::cli
