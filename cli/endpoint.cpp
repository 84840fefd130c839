#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/cli/endpoint.hpp>

namespace tlsmatrix::cli {
namespace {

Error bad_address(std::string_view text) {
    return Error{
        fmt::format("bad address '{}': write ADDR:PORT, such as localhost:8443, 127.0.0.1:0 or "
                    "[::1]:0",
                    text)};
}

bool read_port(std::string_view text, server::ListenerSettings& listener) {
    const auto port = parse_number<std::uint16_t>(text);
    listener.port = port.value_or(0);
    return port.has_value();
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
        return Error{
            fmt::format("bad pin '{}': write SET=ADDR:PORT, such as 1.1=localhost:8011", text)};
    }
    const auto versions = VersionSet::parse(text.substr(0, equals));
    if (!versions) {
        return versions.error();
    }
    auto listener = parse_listen(text.substr(equals + 1));
    if (listener) {
        listener->versions = *versions;
    }
    return listener;
}

Result<server::ListenerSettings> parse_behaviour(std::string_view text) {
    const auto equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const server::Behaviour* behaviour = server::find_behaviour(name);
    if (behaviour == nullptr) {
        std::vector<std::string_view> known;
        for (const server::Behaviour& each : server::behaviours()) {
            known.push_back(each.name);
        }
        return Error{
            fmt::format("there is no behaviour '{}': did you mean {}? '--behaviour list' "
                        "has all",
                        name, nearest(name, known))};
    }
    if (equals == std::string_view::npos) {
        return Error{fmt::format(
            "bad behaviour '{}': write NAME=ADDR:PORT, such as {}=localhost:8020", text, name)};
    }
    auto listener = parse_listen(text.substr(equals + 1));
    if (listener) {
        listener->versions = behaviour->versions;
        listener->name = behaviour->name;
        listener->behaviour = behaviour;
    }
    return listener;
}

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(host, error);
    return host == server::both_loopback_addresses || (!error && parsed.is_loopback());
}

}  // namespace tlsmatrix::cli
