#include <array>

#include <tlsmatrix/base/dates.hpp>
#include <tlsmatrix/server/log/log_escape.hpp>
#include <tlsmatrix/server/log/log_json.hpp>
#include <tlsmatrix/server/log/log_numbers.hpp>
#include <tlsmatrix/server/log/log_values.hpp>

namespace tlsmatrix::server {
namespace {

using namespace log_values;

void append_string(std::string_view value, TextBuffer& line) {
    line += '"';
    append_json_escaped(value, line);
    line += '"';
}

void append_string_or_null(std::string_view value, TextBuffer& line) {
    if (value.empty()) {
        line += "null";
    } else {
        append_string(value, line);
    }
}

// append_version_code spells the four versions as JSON does everywhere, and others as the access
// line does: 1.1, SSLv3, 0x7f1c.
void append_version_code(std::uint16_t code, TextBuffer& line) {
    const auto version = protocol_version_from_code(code);
    line += '"';
    if (version) {
        line += short_name(*version);
    } else {
        line += version_code_name(code);  // short enough never to allocate
    }
    line += '"';
}

// text makes a member's value of an entry's.
template <std::string_view (*value)(const AccessEntry&)>
void json_text(const AccessEntry& entry, TextBuffer& line) {
    append_string_or_null(value(entry), line);
}

// time is ISO 8601 with milliseconds: `2026-11-24T22:48:06.123Z`.
void time(const AccessEntry& entry, TextBuffer& line) {
    const auto since_epoch = entry.time.time_since_epoch();
    const auto second = std::chrono::floor<std::chrono::seconds>(since_epoch);
    const auto rest = std::chrono::floor<std::chrono::milliseconds>(since_epoch - second);
    const std::string_view date = iso8601_date(entry.time);
    line += '"';
    line += date.substr(0, date.find('+'));
    line += '.';
    append_three_digits(static_cast<unsigned>(rest.count()), line);
    line += "Z\"";
}

void pinned(const AccessEntry& entry, TextBuffer& line) {
    char before = '[';
    for (const ProtocolVersion version : all_versions) {
        if (entry.connection->pinned.contains(version)) {
            line += before;
            append_version_code(static_cast<std::uint16_t>(version), line);
            before = ',';
        }
    }
    line += before == '[' ? "[]" : "]";
}

void offered(const AccessEntry& entry, TextBuffer& line) {
    if (!entry.connection->observation.client_hello) {
        line += "null";
        return;
    }
    char before = '[';
    each_offered(entry, [&](std::uint16_t code) {
        line += before;
        append_version_code(code, line);
        before = ',';
    });
    line += before == '[' ? "[]" : "]";
}

void peer(const AccessEntry& entry, TextBuffer& line) {
    const std::string_view host = peer_host(entry);
    const bool ipv6 = host.find(':') != std::string_view::npos;
    line += ipv6 ? "\"[" : "\"";
    append_json_escaped(host, line);
    line += ipv6 ? "]:" : ":";
    append_number(peer_port(entry), line);
    line += '"';
}

void version(const AccessEntry& entry, TextBuffer& line) {
    const Negotiated* agreed = negotiated(entry);
    append_string_or_null(agreed != nullptr ? short_name(agreed->version) : std::string_view(),
                          line);
}

void resumed(const AccessEntry& entry, TextBuffer& line) {
    const Negotiated* agreed = negotiated(entry);
    line += agreed == nullptr ? "null" : agreed->resumed ? "true" : "false";
}

void request(const AccessEntry& entry, TextBuffer& line) {
    if (entry.request == nullptr) {
        line += "null";
        return;
    }
    line += R"({"method":)";
    append_string_or_null(request_method(entry), line);
    line += R"(,"target":)";
    append_string_or_null(request_target(entry), line);
    line += R"(,"line":)";
    append_string_or_null(request_line(entry), line);
    line += '}';
}

void json_status(const AccessEntry& entry, TextBuffer& line) {
    if (entry.response == nullptr) {
        line += "null";
        return;
    }
    append_number(static_cast<unsigned>(entry.response->status), line);
}

void bytes_sent(const AccessEntry& entry, TextBuffer& line) {
    append_number(body_bytes_sent(entry), line);
}

void json_request_time(const AccessEntry& entry, TextBuffer& line) {
    append_seconds(entry.duration, line);
}

void user_agent(const AccessEntry& entry, TextBuffer& line) {
    append_string_or_null(request_header(entry, "user_agent"), line);
}

void referer(const AccessEntry& entry, TextBuffer& line) {
    append_string_or_null(request_header(entry, "referer"), line);
}

void json_body(const AccessEntry& entry, TextBuffer& line) {
    const Excerpt excerpt = request_body(entry);
    if (!excerpt.cut) {
        append_string_or_null(excerpt.text, line);
        return;
    }
    line += '"';
    append_json_escaped(excerpt.text, line);
    line += "...\"";
}

struct Member {
    std::string_view key;  // with what stands before and behind it
    void (*append)(const AccessEntry& entry, TextBuffer& line);
};

constexpr std::array members{
    Member{R"({"time":)", time},
    Member{R"(,"listener":)", json_text<listener_name>},
    Member{R"(,"pinned":)", pinned},
    Member{R"(,"engine":)", json_text<engine_word>},
    Member{R"(,"peer":)", peer},
    Member{R"(,"outcome":)", json_text<outcome_word>},
    Member{R"(,"version":)", version},
    Member{R"(,"cipher":)", json_text<negotiated_cipher>},
    Member{R"(,"group":)", json_text<negotiated_group>},
    Member{R"(,"resumed":)", resumed},
    Member{R"(,"alpn":)", json_text<negotiated_alpn>},
    Member{R"(,"offered":)", offered},
    Member{R"(,"server_name":)", json_text<offered_server_name>},
    Member{R"(,"refused_by":)", json_text<refused_by>},
    Member{R"(,"alert":)", json_text<alert_word>},
    Member{R"(,"cause":)", json_text<cause>},
    Member{R"(,"request":)", request},
    Member{R"(,"status":)", json_status},
    Member{R"(,"body_bytes_sent":)", bytes_sent},
    Member{R"(,"request_time":)", json_request_time},
    Member{R"(,"user_agent":)", user_agent},
    Member{R"(,"referer":)", referer},
    Member{R"(,"request_body":)", json_body},
};

}  // namespace

void append_json(const AccessEntry& entry, TextBuffer& line) {
    for (const Member& member : members) {
        line += member.key;
        member.append(entry, line);
    }
    line += '}';
}

}  // namespace tlsmatrix::server
