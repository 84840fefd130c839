#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/explain/detail/free_line.hpp>
#include <tlsmatrix/explain/detail/line_reasons.hpp>
#include <tlsmatrix/explain/explain_line.hpp>
#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix::explain {
namespace {

// A format that has fields of these has none of TLS's.
bool may_hold_tls(const AccessLine& line) {
    return line.value("ssl_protocol") != nullptr || line.value("tls_outcome") != nullptr;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t most = 80;
    return fmt::format("'{}'", escaped(text.substr(0, most), '\'')) +
           (text.size() > most ? "..." : "");
}

// shown is a value as it may stand in a sentence.
std::string shown(const AccessLine& line, std::string_view name) {
    return escaped(line.given(name));
}

// is_tls_record tells of a request field that holds the beginning of a TLS record.
bool is_tls_record(std::string_view request) {
    return request.size() >= 2 && request[0] == '\x16' && request[1] == '\x03';
}

void tell_fields(Telling& telling, const AccessLine& line) {
    telling.add(Topic::shows,
                line.format.empty()
                    ? "The format is not known: the fields were found by their values."
                    : fmt::format("The format is {}.", line.format));
    for (const auto& [name, words] :
         {std::pair{"request", "The request"}, std::pair{"status", "The status of the answer"},
          std::pair{"ssl_protocol", "The protocol"}, std::pair{"ssl_cipher", "The cipher suite"},
          std::pair{"http_user_agent", "The user agent"}}) {
        if (const std::string value = line.given(name); !value.empty()) {
            telling.add(Topic::shows, fmt::format("{} is {}.", words, in_quotes(value)));
        }
    }
}

void tell_success(Telling& telling, const AccessLine& line, const std::string& protocol) {
    telling.add(
        Topic::proves,
        fmt::format("{} handshake succeeded at {} between the server that wrote the line "
                    "and whoever connected to it: both accepted {} then.",
                    line.format.empty() ? "Where the two are the server's own fields: a" : "A",
                    protocol, protocol));
    // HAProxy's word for what was none.
    const std::string request = line.given("request");
    if (!request.empty() && request != "<BADREQ>") {
        const std::string status = shown(line, "status");
        telling.add(
            Topic::proves,
            fmt::format("The client went on under {}: it sent {}{}.", protocol, in_quotes(request),
                        status.empty() ? "" : ", and was answered with " + status));
    }
}

void tell_suite(Telling& telling, const CipherSuite& suite, const std::string& cipher) {
    const VersionSet versions = versions_of(suite);
    telling.add(Topic::proves,
                versions.size() == 1
                    ? fmt::format("{} is for {} alone, which fits.", cipher, versions.wire_names())
                    : fmt::format("{} is for each of {}: it says nothing of the version.", cipher,
                                  versions.wire_names()),
                std::string(era_source(suite)));
}

void tell_open(Telling& telling, const std::string& protocol) {
    telling.add(Topic::open, fmt::format("That the client offered nothing higher: the server may "
                                         "support no more than {}, or have chosen less.",
                                         protocol));
    telling.add(Topic::open,
                "That the client accepts nothing lower: nobody has offered it less here.");
    telling.add(Topic::open, fmt::format("That the server supports {} alone: another client may "
                                         "get another version of it.",
                                         protocol));
    telling.add(Topic::open,
                "Who the client is: the user agent is the client's own word, and a proxy that ends "
                "TLS makes a handshake of its own.");
}

void tell_negotiated(Telling& telling, const AccessLine& line, const std::string& protocol) {
    const auto version = parse_protocol_version(protocol);
    const std::string cipher = shown(line, "ssl_cipher");
    const CipherSuite* suite = find_suite_by_name(cipher);
    if (suite != nullptr && version && !versions_of(*suite).contains(*version)) {
        telling.headline = fmt::format("The line contradicts itself: {} with {}", protocol, cipher);
        telling.known = false;
        telling.add(Topic::open,
                    fmt::format("Which version was negotiated: {} may be chosen at {} alone, so "
                                "that one of the two fields is not what it is taken for.",
                                cipher, versions_of(*suite).wire_names()),
                    std::string(era_source(*suite)));
        telling.ask("Does the format of the log name both fields, in this order?",
                    "grep -rn 'log_format\\|LogFormat\\|log-format' /etc/nginx /etc/apache2 "
                    "/etc/haproxy");
        return;
    }
    telling.headline =
        fmt::format("{} was negotiated{}", protocol, cipher.empty() ? "" : ", with " + cipher);
    tell_success(telling, line, protocol);
    if (suite != nullptr) {
        tell_suite(telling, *suite, cipher);
    } else if (!cipher.empty()) {
        telling.add(Topic::open, fmt::format("What {} is: it is no cipher suite that this program "
                                             "knows.",
                                             in_quotes(cipher)));
    }
    tell_open(telling, protocol);
    tell_reasons(telling, version);
    ask_further(telling, line, version);
}

void tell_failed(Telling& telling, const AccessLine& line) {
    const std::string outcome = shown(line, "tls_outcome");
    const std::string by = shown(line, "tls_refused_by");
    const std::string alert = shown(line, "tls_alert");
    const std::string offered = line.given("tls_offered");
    telling.headline = by.empty() ? fmt::format("No request came: the connection was {}", outcome)
                                  : fmt::format("The {} refused with {}", by, alert);
    for (const auto& [name, words] : {std::pair{"tls_offered", "The client offered"},
                                      std::pair{"tls_pinned", "The server was pinned to"},
                                      std::pair{"tls_cause", "The server's own account is"}}) {
        if (const std::string value = line.given(name); !value.empty()) {
            telling.add(Topic::shows, fmt::format("{} {}.", words, in_quotes(value)));
        }
    }
    telling.add(Topic::proves, "The server read no request on this connection.");
    if (by == "client") {
        telling.add(Topic::open, fmt::format("That the client itself sent it: below TLS 1.3 and "
                                             "before its encryption it is {}.",
                                             account::unsigned_alert_words));
    }
    telling.add(Topic::open,
                "That the client tries no other handshake: a line is one connection alone.");
    ask_failed(telling, offered, line.given("tls_pinned"));
}

void tell_plain(Telling& telling, const AccessLine& line) {
    telling.headline = "A TLS hello arrived where plain HTTP was expected";
    telling.add(Topic::shows,
                fmt::format("The request begins with the bytes {}: type 22, "
                            "handshake, and version 3.x, as a TLS record does.",
                            in_quotes(line.given("request").substr(0, 5))),
                citation(Standard::record_layer));
    telling.add(Topic::proves,
                "The client began a TLS handshake where the server expected HTTP. Mostly the port "
                "is without TLS: the URL's scheme or port is wrong, or the listener lacks TLS; "
                "else it did so inside of TLS.");
    telling.add(Topic::open,
                "Which versions the client offers: the version of a first record is "
                "0x0301 by custom, and means nothing.",
                citation(Standard::record_layer));
    telling.ask("Is there TLS on that port?", "tlsmatrix scan HOST:PORT");
}

void tell_unknown(Telling& telling, const AccessLine& line) {
    telling.known = false;
    if (!line.candidates.empty()) {
        telling.headline =
            line.candidates.size() > 1
                ? "The protocol cannot be told: there is more than one way to read it"
                : "The protocol cannot be told: nothing says what the version in the line is of";
        telling.add(Topic::shows,
                    fmt::format("{} could be it: {}.",
                                line.candidates.size() > 1 ? "Each of these" : "This",
                                escaped(fmt::format("{}", fmt::join(line.candidates, ", ")))));
        telling.ask("Which field is the server's own?",
                    "grep -rn 'log_format\\|LogFormat\\|log-format' /etc/nginx /etc/apache2 "
                    "/etc/haproxy");
        return;
    }
    telling.headline = "No field of this line is known to hold a TLS version";
    telling.add(Topic::open, "Whether it was TLS at all, and which version.");
    telling.ask("Is it an error text, and not an access line?",
                "tlsmatrix explain --error - < LINE");
}

void tell_no_tls(Telling& telling, const AccessLine& line) {
    const bool lacks = !may_hold_tls(line);
    const std::string frontend = line.given("frontend");
    telling.headline = line.value("complaint") != nullptr ? "A handshake with HAProxy failed"
                       : lacks                            ? "The format has no field for TLS"
                                                          : "The connection was no TLS";
    if (lacks && frontend.ends_with('~')) {
        telling.add(Topic::proves,
                    fmt::format("The connection was TLS: HAProxy writes ~ behind the name of the "
                                "frontend ({}) where it was.",
                                in_quotes(frontend)));
    }
    telling.add(Topic::open, line.value("complaint") != nullptr
                                 ? "Who ended it, and why: the line names no version and no alert."
                             : lacks ? "Which version was negotiated, and whether it was TLS at "
                                       "all, where nothing else says so."
                                     : "Anything about TLS: both fields are empty, as they are "
                                       "on a connection without TLS.");
    if (lacks) {
        ask_for_fields(telling);
    }
}

}  // namespace

Telling explain_line(const AccessLine& line) {
    Telling telling;
    if (line.fields.empty() || !line.candidates.empty()) {
        tell_unknown(telling, line);
        return telling;
    }
    tell_fields(telling, line);
    const std::string protocol = line.given("ssl_protocol");
    const std::string outcome = line.given("tls_outcome");
    if (!outcome.empty() && protocol.empty()) {
        tell_failed(telling, line);
    } else if (is_protocol_name(protocol)) {
        tell_negotiated(telling, line, protocol);
    } else if (is_tls_record(line.given("request"))) {
        tell_plain(telling, line);
    } else if (line.format.empty() || !protocol.empty()) {
        tell_unknown(telling, line);
    } else {
        tell_no_tls(telling, line);
    }
    return telling;
}

boost::json::object line_details(const AccessLine& line) {
    const std::string protocol = line.given("ssl_protocol");
    boost::json::object fields;
    for (const Field& field : line.fields) {
        fields[as_utf8(field.name)] = as_utf8(field.value);
    }
    return {{"format", or_null(line.format)},
            {"protocol", or_null(is_protocol_name(protocol) ? protocol : std::string())},
            {"cipher", or_null(as_utf8(line.given("ssl_cipher")))},
            {"fields", std::move(fields)}};
}

}  // namespace tlsmatrix::explain
