#include <algorithm>
#include <array>
#include <string>

#include <tlsmatrix/server/log/log_values.hpp>

namespace tlsmatrix::server::log_values {
namespace {

using Letters = std::array<char, 256>;

constexpr Letters letters_of_variables() {
    Letters letters{};
    for (std::size_t byte = 0; byte < letters.size(); ++byte) {
        letters[byte] = static_cast<char>(byte);
    }
    for (std::size_t byte = 'A'; byte <= 'Z'; ++byte) {
        letters[byte] = static_cast<char>(byte - 'A' + 'a');
    }
    letters['-'] = '_';
    return letters;
}

// as_variable is each byte of a header's name as nginx's variables have it.
constexpr Letters as_variable = letters_of_variables();

bool is_named(const Header& header, std::string_view name) {
    return std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(),
                      [](char left, char right) {
                          return as_variable[static_cast<unsigned char>(left)] == right;
                      });
}

constexpr bool continues_character(char byte) {
    return (byte & 0xC0) == 0x80;
}

// decisive_alert is nullptr where no alert ended anything.
const Alert* decisive_alert(const AccessEntry& entry) {
    const auto* refused = std::get_if<Refused>(&entry.connection->outcome);
    return refused != nullptr ? &refused->alert : entry.connection->observation.decisive_alert();
}

// alert_names holds every description's name, since some are too long to be made without
// allocating.
const std::array<std::string, 256>& alert_names() {
    static const auto names = [] {
        std::array<std::string, 256> all;
        for (std::size_t code = 0; code < all.size(); ++code) {
            all[code] = alert_name(static_cast<std::uint8_t>(code));
        }
        return all;
    }();
    return names;
}

std::string_view text_of(const std::string Request::*member, const AccessEntry& entry) {
    return entry.request != nullptr ? std::string_view(entry.request->*member) : std::string_view();
}

}  // namespace

bool served(const AccessEntry& entry) {
    return entry.request != nullptr || entry.response != nullptr;
}

std::string_view request_line(const AccessEntry& entry) {
    return text_of(&Request::line, entry);
}

std::string_view request_method(const AccessEntry& entry) {
    return text_of(&Request::method, entry);
}

std::string_view request_target(const AccessEntry& entry) {
    return text_of(&Request::target, entry);
}

std::string_view request_path(const AccessEntry& entry) {
    const std::string_view target = request_target(entry);
    return target.substr(0, target.find('?'));
}

std::string_view request_query(const AccessEntry& entry) {
    const std::string_view target = request_target(entry);
    const std::size_t mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

std::string_view request_protocol(const AccessEntry& entry) {
    if (entry.request == nullptr) {
        return {};
    }
    return entry.request->version == 10 ? "HTTP/1.0" : "HTTP/1.1";
}

std::string_view request_host(const AccessEntry& entry) {
    const std::string_view host = request_header(entry, "host");
    // The colons of `[::1]:8443` that end the address are behind its bracket.
    const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
    return bracket == std::string_view::npos ? host : host.substr(0, host.find(':', bracket));
}

Excerpt request_body(const AccessEntry& entry) {
    const std::string_view body = text_of(&Request::body, entry);
    if (body.size() <= body_excerpt_bytes) {
        return {body, false};
    }
    std::size_t end = body_excerpt_bytes;
    while (end > body_excerpt_bytes - 3 && continues_character(body[end])) {
        --end;
    }
    return {body.substr(0, end), true};
}

std::string_view request_header(const AccessEntry& entry, std::string_view name) {
    if (entry.request != nullptr) {
        for (const Header& header : entry.request->headers) {
            if (is_named(header, name)) {
                return header.value;
            }
        }
    }
    return {};
}

std::string_view peer_host(const AccessEntry& entry) {
    return entry.connection->peer.host;
}

std::string_view local_host(const AccessEntry& entry) {
    return entry.connection->local.host;
}

std::uint64_t peer_port(const AccessEntry& entry) {
    return entry.connection->peer.port;
}

std::uint64_t local_port(const AccessEntry& entry) {
    return entry.connection->local.port;
}

std::uint64_t connection_serial(const AccessEntry& entry) {
    return entry.connection->serial;
}

std::uint64_t connection_requests(const AccessEntry& entry) {
    return entry.requests;
}

std::uint64_t body_bytes_sent(const AccessEntry& entry) {
    return entry.body_bytes_sent;
}

std::string_view listener_name(const AccessEntry& entry) {
    return entry.connection->listener;
}

std::string_view engine_word(const AccessEntry& entry) {
    return engine_name(entry.connection->engine);
}

const Negotiated* negotiated(const AccessEntry& entry) {
    return std::get_if<Negotiated>(&entry.connection->outcome);
}

std::string_view negotiated_version(const AccessEntry& entry) {
    const Negotiated* agreed = negotiated(entry);
    return agreed != nullptr ? wire_name(agreed->version) : std::string_view();
}

std::string_view negotiated_cipher(const AccessEntry& entry) {
    const Negotiated* agreed = negotiated(entry);
    return agreed != nullptr ? std::string_view(agreed->cipher) : std::string_view();
}

std::string_view negotiated_group(const AccessEntry& entry) {
    const Negotiated* agreed = negotiated(entry);
    return agreed != nullptr ? std::string_view(agreed->group) : std::string_view();
}

std::string_view negotiated_alpn(const AccessEntry& entry) {
    return negotiated(entry) != nullptr ? std::string_view(entry.connection->alpn)
                                        : std::string_view();
}

std::string_view offered_server_name(const AccessEntry& entry) {
    const auto& hello = entry.connection->observation.client_hello;
    return hello && hello->server_name ? std::string_view(*hello->server_name) : std::string_view();
}

std::string_view outcome_word(const AccessEntry& entry) {
    if (negotiated(entry) != nullptr && !served(entry)) {
        return "closed";
    }
    return outcome_name(entry.connection->outcome);
}

std::string_view alert_word(const AccessEntry& entry) {
    const Alert* alert = decisive_alert(entry);
    return alert != nullptr ? std::string_view(alert_names()[alert->description])
                            : std::string_view();
}

std::string_view refused_by(const AccessEntry& entry) {
    const Alert* alert = decisive_alert(entry);
    return alert != nullptr ? sender_name(alert->sender) : std::string_view();
}

std::string_view cause(const AccessEntry& entry) {
    return entry.connection->cause;
}

}  // namespace tlsmatrix::server::log_values
