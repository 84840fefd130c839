#include <algorithm>
#include <array>
#include <string>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/base/dates.hpp>
#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/server/log/log_facts.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::server {
namespace {

using Entry = const AccessEntry&;
using Value = const ValueWriter&;

// of_request and of_agreement return nullptr for an entry without a request or an agreement.
const std::string* of_request(Entry entry, const std::string Request::*member) {
    return entry.request != nullptr ? &(entry.request->*member) : nullptr;
}

template <class Member>
const Member* of_agreement(Entry entry, Member Negotiated::*member) {
    const auto* agreed = std::get_if<Negotiated>(&entry.connection->outcome);
    return agreed != nullptr ? &(agreed->*member) : nullptr;
}

// tell_body shows the beginning of a body, and cuts no UTF-8 character through.
void tell_body(Entry entry, Value value) {
    constexpr std::size_t most = 1024;
    const std::string* all = of_request(entry, &Request::body);
    const std::string_view body = all != nullptr ? std::string_view(*all) : std::string_view();
    std::size_t end = std::min(most, body.size());
    while (end < body.size() && end > most - 3 && (body[end] & 0xC0) == 0x80) {
        --end;
    }
    value.text(body.substr(0, end), end < body.size() ? "..." : "");
}

// tell_host is the Host field up to its port, in lower case, as nginx's.
void tell_host(Entry entry, Value value) {
    std::string_view host = request_header(entry, "host");
    // The colons of `[::1]:8443` that end the address are behind its bracket.
    const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
    if (bracket != std::string_view::npos) {
        host = host.substr(0, host.find(':', bracket));
    }
    if (host.empty()) {
        value.absent();
    }
    for (const char each : host) {
        const char letter = ascii_lower(each);
        append_escaped({&letter, 1}, value.out());
    }
}

void tell_status(Entry entry, Value value) {
    if (entry.response == nullptr) {
        value.absent("000");  // as nginx, which prints three digits
    } else {
        value.number(static_cast<unsigned>(entry.response->status));
    }
}

void tell_peer(Entry entry, Value value) {
    const auto& [host, port] = entry.connection->peer;
    const bool ipv6 = host.find(':') != std::string::npos;
    value.out() += ipv6 ? "\"[" : "\"";
    append_json_escaped(host, value.out());
    value.out() += ipv6 ? "]:" : ":";
    value.number(port);
    value.out() += '"';
}

void tell_http_version(Entry entry, Value value) {
    const bool is_old = entry.request != nullptr && entry.request->version == 10;
    value.text(entry.request == nullptr ? "" : is_old ? "HTTP/1.0" : "HTTP/1.1");
}

void tell_msec(Entry entry, Value value) {
    value.seconds(std::chrono::floor<std::chrono::microseconds>(entry.time.time_since_epoch()));
}

// tell_time is ISO 8601 with milliseconds: `2026-11-24T22:48:06.123Z`.
void tell_time(Entry entry, Value value) {
    const auto since_epoch = entry.time.time_since_epoch();
    const auto second = std::chrono::floor<std::chrono::seconds>(since_epoch);
    const auto rest = std::chrono::floor<std::chrono::milliseconds>(since_epoch - second);
    const std::string_view date = iso8601_date(entry.time);
    TextBuffer& out = value.out();
    out += '"';
    out += date.substr(0, date.find('+'));
    out += '.';
    out.three_digits(static_cast<unsigned>(rest.count()));
    out += "Z\"";
}

void tell_request(Entry entry, Value value) {
    if (entry.request == nullptr) {
        return value.absent();
    }
    value.out() += '{';
    append_members(entry, {"method", "target", "line"}, value.out());
    value.out() += '}';
}

void tell_version(Entry entry, Value value) {
    const auto* version = of_agreement(entry, &Negotiated::version);
    version != nullptr ? value.version(*version) : value.absent();
}

void tell_protocol(Entry entry, Value value) {
    const auto* version = of_agreement(entry, &Negotiated::version);
    value.text(version != nullptr ? wire_name(*version) : std::string_view());
}

void tell_alpn(Entry entry, Value value) {
    value.text(of_agreement(entry, &Negotiated::version) != nullptr ? &entry.connection->alpn
                                                                    : nullptr);
}

void tell_server_name(Entry entry, Value value) {
    const auto& hello = entry.connection->observation.client_hello;
    value.text(hello && hello->server_name ? &*hello->server_name : nullptr);
}

// tell_offered is what ClientHello::offered() prints, in the client's order.
void tell_offered(Entry entry, Value value) {
    const auto& hello = entry.connection->observation.client_hello;
    const auto write = [&](std::uint16_t code) { value.version_code(code); };
    if (!hello) {
        value.absent();
    } else if (hello->supported_versions) {
        value.list(*hello->supported_versions, write, [](auto code) { return !is_grease(code); });
    } else {
        value.list(std::array{hello->legacy_offer()}, write);
    }
}

void tell_pinned(Entry entry, Value value) {
    const VersionSet pinned = entry.connection->pinned;
    value.list(
        all_versions, [&](ProtocolVersion each) { value.version(each); },
        [&](ProtocolVersion each) { return pinned.contains(each); });
}

// append_cipher prints OpenSSL's name, and 0x.... for a code without one: as nginx does.
void append_cipher(std::uint16_t code, TextBuffer& out) {
    const CipherSuite* suite = find_suite(code);
    if (suite != nullptr && !suite->openssl.empty()) {
        out += suite->openssl;
        return;
    }
    out += "0x";
    for (const int shift : {12, 8, 4, 0}) {
        out += "0123456789abcdef"[code >> shift & 0xF];
    }
}

// tell_ciphers lists what the client offers in its order, GREASE included.
void tell_ciphers(Entry entry, Value value) {
    const auto& hello = entry.connection->observation.client_hello;
    const auto write = [&](std::uint16_t code) { append_cipher(code, value.out()); };
    const auto all = [](std::uint16_t) { return true; };
    hello ? value.list(hello->cipher_suites, write, all, ':') : value.absent();
}

// tell_outcome is the outcome's name; `closed` for a handshake that completed and led to nothing.
void tell_outcome(Entry entry, Value value) {
    const HandshakeOutcome& outcome = entry.connection->outcome;
    const bool unused = std::holds_alternative<Negotiated>(outcome) && !served(entry);
    value.text(unused ? "closed" : outcome_name(outcome));
}

// decisive_alert is the alert that refused the connection; where the outcome names none and nothing
// was served, the first that was seen and ends a handshake; nullptr where no alert ended anything.
const Alert* decisive_alert(Entry entry) {
    if (const auto* refused = std::get_if<Refused>(&entry.connection->outcome)) {
        return &refused->alert;
    }
    return served(entry) ? nullptr : entry.connection->observation.decisive_alert();
}

void tell_refused_by(Entry entry, Value value) {
    const Alert* alert = decisive_alert(entry);
    value.text(alert != nullptr ? sender_name(alert->sender) : std::string_view());
}

void tell_alert(Entry entry, Value value) {
    // Some names are too long to be made without allocating.
    static const auto names = [] {
        std::array<std::string, 256> all;
        for (std::size_t code = 0; code < all.size(); ++code) {
            all[code] = alert_name(static_cast<std::uint8_t>(code));
        }
        return all;
    }();
    const Alert* alert = decisive_alert(entry);
    value.text(alert != nullptr ? &names[alert->description] : nullptr);
}

constexpr std::array facts{
    Fact{"remote_addr", "", [](Entry e, Value v) { v.text(e.connection->peer.host); }},
    Fact{"remote_port", "", [](Entry e, Value v) { v.number(e.connection->peer.port); }},
    Fact{"remote_user", "", [](Entry, Value v) { v.absent(); }},  // there is no authentication
    Fact{"server_addr", "", [](Entry e, Value v) { v.text(e.connection->local.host); }},
    Fact{"server_port", "", [](Entry e, Value v) { v.number(e.connection->local.port); }},
    Fact{"", "peer", tell_peer},
    Fact{"connection", "", [](Entry e, Value v) { v.number(e.connection->serial); }},
    Fact{"connection_requests", "", [](Entry e, Value v) { v.number(e.requests); }},
    Fact{"time_local", "", [](Entry e, Value v) { v.text(clf_date(e.time)); }},
    Fact{"time_iso8601", "", [](Entry e, Value v) { v.text(iso8601_date(e.time)); }},
    Fact{"", "time", tell_time},
    Fact{"msec", "", tell_msec},
    Fact{"scheme", "", [](Entry, Value v) { v.text("https"); }},
    Fact{"request", "line", [](Entry e, Value v) { v.text(of_request(e, &Request::line)); }},
    Fact{"", "request", tell_request},
    Fact{"request_method", "method",
         [](Entry e, Value v) { v.text(of_request(e, &Request::method)); }},
    Fact{"request_uri", "target",
         [](Entry e, Value v) { v.text(of_request(e, &Request::target)); }},
    Fact{"uri", "", [](Entry e, Value v) { v.text(e.request ? e.request->path() : ""); }},
    Fact{"args", "", [](Entry e, Value v) { v.text(e.request ? e.request->query() : ""); }},
    Fact{"query_string", "", [](Entry e, Value v) { v.text(e.request ? e.request->query() : ""); }},
    Fact{"server_protocol", "", tell_http_version},
    Fact{"host", "", tell_host},
    Fact{"", "user_agent", [](Entry e, Value v) { v.text(request_header(e, "user_agent")); }},
    Fact{"", "referer", [](Entry e, Value v) { v.text(request_header(e, "referer")); }},
    Fact{"request_body", "request_body", tell_body},
    Fact{"status", "status", tell_status},
    Fact{"body_bytes_sent", "body_bytes_sent",
         [](Entry e, Value v) { v.number(e.body_bytes_sent); }},
    Fact{"request_time", "request_time", [](Entry e, Value v) { v.seconds(e.duration); }},
    Fact{"ssl_protocol", "version", tell_version},
    Fact{"", "protocol", tell_protocol},
    Fact{"ssl_cipher", "cipher",
         [](Entry e, Value v) { v.text(of_agreement(e, &Negotiated::cipher)); }},
    Fact{"ssl_ciphers", "", tell_ciphers},
    Fact{"ssl_curve", "group",
         [](Entry e, Value v) { v.text(of_agreement(e, &Negotiated::group)); }},
    Fact{"ssl_server_name", "server_name", tell_server_name},
    Fact{"ssl_session_reused", "resumed",
         [](Entry e, Value v) { v.truth(of_agreement(e, &Negotiated::resumed)); }},
    Fact{"ssl_alpn_protocol", "alpn", tell_alpn},
    Fact{"tls_outcome", "outcome", tell_outcome},
    Fact{"tls_refused_by", "refused_by", tell_refused_by},
    Fact{"tls_alert", "alert", tell_alert},
    Fact{"tls_offered", "offered", tell_offered},
    Fact{"tls_pinned", "pinned", tell_pinned},
    Fact{"tls_cause", "cause", [](Entry e, Value v) { v.text(e.connection->cause); }},
    Fact{"tls_advice", "advice", [](Entry e, Value v) { v.text(e.connection->advice); }},
    Fact{"tls_engine", "engine",
         [](Entry e, Value v) { v.text(engine_name(e.connection->engine)); }},
    Fact{"tls_listener", "listener", [](Entry e, Value v) { v.text(e.connection->listener); }},
};

const Fact* find_fact(std::string_view Fact::*name, std::string_view wanted) {
    const auto found = std::find_if(facts.begin(), facts.end(), [&](const Fact& each) {
        return !wanted.empty() && each.*name == wanted;
    });
    return found == facts.end() ? nullptr : &*found;
}

}  // namespace

bool served(const AccessEntry& entry) {
    return entry.request != nullptr || entry.response != nullptr;
}

std::string_view request_header(const AccessEntry& entry, std::string_view name) {
    const auto is_same = [](char left, char right) {
        return (left == '-' ? '_' : ascii_lower(left)) == right;
    };
    if (entry.request != nullptr) {
        for (const auto& [field, value] : entry.request->headers) {
            if (std::equal(field.begin(), field.end(), name.begin(), name.end(), is_same)) {
                return value;
            }
        }
    }
    return {};
}

const Fact* find_variable(std::string_view name) {
    return find_fact(&Fact::variable, name);
}

const Fact* find_key(std::string_view key) {
    return find_fact(&Fact::key, key);
}

std::vector<std::string_view> variable_names() {
    std::vector<std::string_view> names;
    for (const Fact& each : facts) {
        if (!each.variable.empty()) {
            names.push_back(each.variable);
        }
    }
    return names;
}

void append_members(const AccessEntry& entry, std::initializer_list<std::string_view> keys,
                    TextBuffer& out) {
    std::string_view before = "\"";
    for (const std::string_view key : keys) {
        out += before;
        out += key;
        out += "\":";
        find_key(key)->tell(entry, ValueWriter(out, ValueWriter::Form::json));
        before = ",\"";
    }
}

}  // namespace tlsmatrix::server
