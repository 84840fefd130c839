#include <array>

#include <tlsmatrix/base/dates.hpp>
#include <tlsmatrix/server/log/log_escape.hpp>
#include <tlsmatrix/server/log/log_numbers.hpp>
#include <tlsmatrix/server/log/log_values.hpp>
#include <tlsmatrix/server/log/log_variables.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::server {
namespace {

using namespace log_values;

constexpr std::string_view header_prefix = "http_";
constexpr std::string_view our_prefix = "tls_";

constexpr char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// text makes a Value of what an entry says, number an Appender.
template <std::string_view (*value)(const AccessEntry&)>
std::string_view text(const AccessEntry& entry, std::string_view) {
    return value(entry);
}

template <std::uint64_t (*value)(const AccessEntry&)>
void number(const AccessEntry& entry, TextBuffer& line) {
    append_number(value(entry), line);
}

std::string_view constant(const AccessEntry&, std::string_view text) {
    return text;
}

// nginx prints status as three digits, so an absent one is 000.
void status(const AccessEntry& entry, TextBuffer& line) {
    const int code = entry.response != nullptr ? entry.response->status : 0;
    append_three_digits(static_cast<unsigned>(code), line);
}

void body(const AccessEntry& entry, TextBuffer& line) {
    const Excerpt excerpt = request_body(entry);
    append_escaped(excerpt.text, line);
    if (excerpt.cut) {
        line += "...";
    }
}

// host is in lower case, as nginx's.
void host(const AccessEntry& entry, TextBuffer& line) {
    const std::string_view name = request_host(entry);
    if (name.empty()) {
        line += '-';
    }
    for (const char each : name) {
        const char letter = lower(each);
        append_escaped({&letter, 1}, line);
    }
}

void request_time(const AccessEntry& entry, TextBuffer& line) {
    append_seconds(entry.duration, line);
}

void msec(const AccessEntry& entry, TextBuffer& line) {
    const auto since_epoch = entry.time.time_since_epoch();
    append_seconds(std::chrono::floor<std::chrono::microseconds>(since_epoch), line);
}

std::string_view time_local(const AccessEntry& entry, std::string_view) {
    return clf_date(entry.time);
}

std::string_view time_iso8601(const AccessEntry& entry, std::string_view) {
    return iso8601_date(entry.time);
}

std::string_view session_reused(const AccessEntry& entry, std::string_view) {
    const Negotiated* agreed = negotiated(entry);
    return agreed == nullptr ? "" : agreed->resumed ? "r" : ".";
}

// append_cipher prints OpenSSL's name, and 0x.... for a code without one: as nginx does.
void append_cipher(std::uint16_t code, TextBuffer& line) {
    const CipherSuite* suite = find_suite(code);
    if (suite != nullptr && !suite->openssl.empty()) {
        line += suite->openssl;
        return;
    }
    line += "0x";
    for (const int shift : {12, 8, 4, 0}) {
        line += "0123456789abcdef"[code >> shift & 0xF];
    }
}

// offered_ciphers lists what the client offers in its order, GREASE included.
void offered_ciphers(const AccessEntry& entry, TextBuffer& line) {
    const auto& hello = entry.connection->observation.client_hello;
    if (!hello || hello->cipher_suites.empty()) {
        line += '-';
        return;
    }
    std::string_view before;
    for (const std::uint16_t code : hello->cipher_suites) {
        line += before;
        append_cipher(code, line);
        before = ":";
    }
}

void offered_versions(const AccessEntry& entry, TextBuffer& line) {
    std::string_view before;
    each_offered(entry, [&](std::uint16_t code) {
        line += before;
        line += version_code_name(code);  // short enough never to allocate
        before = ",";
    });
    if (before.empty()) {
        line += '-';
    }
}

void pinned_versions(const AccessEntry& entry, TextBuffer& line) {
    std::string_view before;
    for (const ProtocolVersion version : all_versions) {
        if (entry.connection->pinned.contains(version)) {
            line += before;
            line += wire_name(version);
            before = ",";
        }
    }
    if (before.empty()) {
        line += '-';
    }
}

struct Variable {
    constexpr Variable(std::string_view its_name, Value its_value, std::string_view its_text = {})
        : name(its_name), value(its_value), text(its_text) {}
    constexpr Variable(std::string_view its_name, Appender its_append)
        : name(its_name), append(its_append) {}

    std::string_view name;
    Value value = nullptr;
    Appender append = nullptr;
    std::string_view text;
};

constexpr std::array variables{
    Variable{"remote_addr", text<peer_host>},
    Variable{"remote_port", number<peer_port>},
    Variable{"remote_user", constant, "-"},  // there is no authentication
    Variable{"server_addr", text<local_host>},
    Variable{"server_port", number<local_port>},
    Variable{"connection", number<connection_serial>},
    Variable{"connection_requests", number<connection_requests>},
    Variable{"time_local", time_local},
    Variable{"time_iso8601", time_iso8601},
    Variable{"msec", msec},
    Variable{"scheme", constant, "https"},
    Variable{"request", text<request_line>},
    Variable{"request_method", text<request_method>},
    Variable{"request_uri", text<request_target>},
    Variable{"uri", text<request_path>},
    Variable{"args", text<request_query>},
    Variable{"query_string", text<request_query>},
    Variable{"server_protocol", text<request_protocol>},
    Variable{"host", host},
    Variable{"request_body", body},
    Variable{"status", status},
    Variable{"body_bytes_sent", number<body_bytes_sent>},
    Variable{"request_time", request_time},
    Variable{"ssl_protocol", text<negotiated_version>},
    Variable{"ssl_cipher", text<negotiated_cipher>},
    Variable{"ssl_ciphers", offered_ciphers},
    Variable{"ssl_curve", text<negotiated_group>},
    Variable{"ssl_server_name", text<offered_server_name>},
    Variable{"ssl_session_reused", session_reused},
    Variable{"ssl_alpn_protocol", text<negotiated_alpn>},
    Variable{"tls_outcome", text<outcome_word>},
    Variable{"tls_refused_by", text<refused_by>},
    Variable{"tls_alert", text<alert_word>},
    Variable{"tls_offered", offered_versions},
    Variable{"tls_pinned", pinned_versions},
    Variable{"tls_cause", text<cause>},
    Variable{"tls_engine", text<engine_word>},
    Variable{"tls_listener", text<listener_name>},
};

}  // namespace

std::optional<Piece> variable_piece(std::string_view name) {
    std::string wanted(name);
    for (char& letter : wanted) {
        letter = lower(letter);
    }
    for (const Variable& each : variables) {
        if (each.name == wanted) {
            return Piece{.value = each.value,
                         .append = each.append,
                         .text = std::string(each.text),
                         .tells_tls = each.name.starts_with(our_prefix)};
        }
    }
    if (wanted.size() > header_prefix.size() && wanted.starts_with(header_prefix)) {
        return Piece{.value = request_header, .text = wanted.substr(header_prefix.size())};
    }
    return std::nullopt;
}

std::vector<std::string_view> variable_names() {
    std::vector<std::string_view> names;
    names.reserve(variables.size());
    for (const Variable& each : variables) {
        names.push_back(each.name);
    }
    return names;
}

}  // namespace tlsmatrix::server
