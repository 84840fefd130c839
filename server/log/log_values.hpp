// What an entry says, value by value: the one place that decides what a line means. The variables
// of templates and the JSON object both read it. An empty text never came to be. Nothing here
// allocates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tlsmatrix/server/access_entry.hpp>

namespace tlsmatrix::server::log_values {

// body_excerpt_bytes is how much of a request's body a line shows.
inline constexpr std::size_t body_excerpt_bytes = 1024;

// Excerpt is the beginning of a body; `cut` tells that it went on. A UTF-8 character is not cut
// through.
struct Excerpt {
    std::string_view text;
    bool cut = false;
};

// served tells that the connection came as far as a request or an answer. An entry that is not
// served gets our variables behind its line.
[[nodiscard]] bool served(const AccessEntry& entry);

// Of the request.
[[nodiscard]] std::string_view request_line(const AccessEntry& entry);
[[nodiscard]] std::string_view request_method(const AccessEntry& entry);
[[nodiscard]] std::string_view request_target(const AccessEntry& entry);
[[nodiscard]] std::string_view request_path(const AccessEntry& entry);
[[nodiscard]] std::string_view request_query(const AccessEntry& entry);
[[nodiscard]] std::string_view request_protocol(const AccessEntry& entry);
// request_host is the Host field up to its port, in the case it came in.
[[nodiscard]] std::string_view request_host(const AccessEntry& entry);
[[nodiscard]] Excerpt request_body(const AccessEntry& entry);
// request_header is the first field of a name given as nginx's variables have it: lower case,
// dashes as underscores (`user_agent`).
[[nodiscard]] std::string_view request_header(const AccessEntry& entry, std::string_view name);

// Of the connection.
[[nodiscard]] std::string_view peer_host(const AccessEntry& entry);
[[nodiscard]] std::string_view local_host(const AccessEntry& entry);
[[nodiscard]] std::uint64_t peer_port(const AccessEntry& entry);
[[nodiscard]] std::uint64_t local_port(const AccessEntry& entry);
[[nodiscard]] std::uint64_t connection_serial(const AccessEntry& entry);
[[nodiscard]] std::uint64_t connection_requests(const AccessEntry& entry);
[[nodiscard]] std::uint64_t body_bytes_sent(const AccessEntry& entry);
[[nodiscard]] std::string_view listener_name(const AccessEntry& entry);
[[nodiscard]] std::string_view engine_word(const AccessEntry& entry);

// Of its TLS.
[[nodiscard]] const Negotiated* negotiated(const AccessEntry& entry);         // nullptr: it was not
[[nodiscard]] std::string_view negotiated_version(const AccessEntry& entry);  // `TLSv1.1`
[[nodiscard]] std::string_view negotiated_cipher(const AccessEntry& entry);
[[nodiscard]] std::string_view negotiated_group(const AccessEntry& entry);
[[nodiscard]] std::string_view negotiated_alpn(const AccessEntry& entry);
[[nodiscard]] std::string_view offered_server_name(const AccessEntry& entry);
// outcome_word is the outcome's name; `closed` for a handshake that completed and led to nothing.
[[nodiscard]] std::string_view outcome_word(const AccessEntry& entry);
// alert_word and refused_by tell of the alert that refused the connection; where the outcome names
// none, of the first that was seen and ends a handshake.
[[nodiscard]] std::string_view alert_word(const AccessEntry& entry);
[[nodiscard]] std::string_view refused_by(const AccessEntry& entry);
[[nodiscard]] std::string_view cause(const AccessEntry& entry);

// each_offered calls `use` with each version code of the client's offer, those and in that order
// that ClientHello::offered() prints.
template <class Use>
void each_offered(const AccessEntry& entry, Use use) {
    const auto& hello = entry.connection->observation.client_hello;
    if (!hello) {
        return;
    }
    if (!hello->supported_versions) {
        use(hello->legacy_version);
        return;
    }
    for (const std::uint16_t code : *hello->supported_versions) {
        if (!is_grease(code)) {
            use(code);
        }
    }
}

}  // namespace tlsmatrix::server::log_values
