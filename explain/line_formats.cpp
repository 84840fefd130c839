#include <array>

#include <tlsmatrix/explain/detail/line_formats.hpp>

namespace tlsmatrix::explain {
namespace {

// The formats of logs, in nginx's variables. What is written alike in several programs is one row.
constexpr std::string_view report_template =
    R"("$request" $status $body_bytes_sent $ssl_protocol/$ssl_cipher )"
    R"("$http_referer" "$http_user_agent" $request_time <"$request_body")";
constexpr std::string_view tail =
    " tls_outcome=$tls_outcome tls_refused_by=$tls_refused_by tls_alert=$tls_alert "
    R"(tls_offered=$tls_offered tls_pinned=$tls_pinned tls_cause="$tls_cause")";

// free_text is the one value that goes on to the end of its line, blanks and all.
constexpr std::string_view free_text = "complaint";

struct Format {
    std::string_view name;
    std::string text;
};

const std::array<Format, 13>& formats() {
    static const std::string report(report_template);
    static const std::string combined =
        R"($remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent )"
        R"("$http_referer" "$http_user_agent")";
    static const std::string haproxy =
        "$client [$time_local] $frontend $server $timers $status $body_bytes_sent $cookie_in "
        "$cookie_out $termination $connections $queues ";
    static const std::string haproxy_tls = " $fc_err $ssl_server_name/$ssl_protocol/$ssl_cipher";
    constexpr std::string_view request = R"("$request")";
    static const std::array<Format, 13> all{
        Format{"tlsmatrix's report format of a failed handshake", report + std::string(tail)},
        Format{"tlsmatrix's report format, which nginx can have too", report},
        Format{"tlsmatrix's combined format of a failed handshake", combined + std::string(tail)},
        Format{"the combined format of nginx and Apache", combined},
        Format{
            "the common format of Apache",
            R"($remote_addr $ident $remote_user [$time_local] "$request" $status $body_bytes_sent)"},
        Format{
            "Apache's ssl_request_log",
            R"([$time_local] $remote_addr $ssl_protocol $ssl_cipher "$request" $body_bytes_sent)"},
        Format{"HAProxy's httpslog",
               haproxy + "{$captured} {$answered} \"$request\"" + haproxy_tls},
        Format{"HAProxy's httpslog", haproxy + "{$captured} \"$request\"" + haproxy_tls},
        Format{"HAProxy's httpslog", haproxy + std::string(request) + haproxy_tls},
        Format{"HAProxy's httplog", haproxy + "{$captured} {$answered} \"$request\""},
        Format{"HAProxy's httplog", haproxy + "{$captured} \"$request\""},
        Format{"HAProxy's httplog", haproxy + std::string(request)},
        Format{"HAProxy's line of a failed handshake",
               "$client [$time_local] $frontend: SSL handshake failure$complaint"},
    };
    return all;
}

// end_of is where a value ends: at the next character of the template, which inside of quotes is a
// quote that no backslash stands before.
std::size_t end_of(std::string_view rest, std::string_view literal) {
    if (literal.empty()) {
        return rest.find_first_of(" \t") == std::string_view::npos ? rest.size()
                                                                   : std::string_view::npos;
    }
    const char stop = literal.front();
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] == '\\' && stop == '"') {
            ++i;
        } else if (rest[i] == stop) {
            return i;
        } else if (rest[i] == ' ' && stop != '"' && stop != ']' && stop != '}') {
            return std::string_view::npos;
        }
    }
    return std::string_view::npos;
}

}  // namespace

std::optional<std::vector<Field>> match_template(std::string_view text, std::string_view line) {
    std::vector<Field> fields;
    while (!text.empty()) {
        if (text.front() != '$') {
            if (line.empty() || line.front() != text.front()) {
                return std::nullopt;
            }
            text.remove_prefix(1);
            line.remove_prefix(1);
            continue;
        }
        const std::size_t name_end = std::min(
            text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", 1), text.size());
        const std::string_view name = text.substr(1, name_end - 1);
        text.remove_prefix(name_end);
        const std::size_t end = name == free_text ? line.size() : end_of(line, text);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        fields.push_back({std::string(name), std::string(line.substr(0, end))});
        line.remove_prefix(end);
    }
    return line.empty() ? std::optional(std::move(fields)) : std::nullopt;
}

std::optional<AccessLine> match_formats(std::string_view line) {
    for (const Format& each : formats()) {
        if (auto fields = match_template(each.text, line)) {
            return AccessLine{.format = std::string(each.name), .fields = *std::move(fields)};
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::explain
