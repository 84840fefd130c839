// A request as it was read and a response as it will be sent: plain values, no sockets.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/server/http/feed.hpp>

namespace tlsmatrix::server {

struct Header {
    std::string name;
    std::string value;
};

// TargetParts is what a request asks for; it points into the target.
struct TargetParts {
    std::string_view path;
    std::string_view query = {};
};

// split_target gives nginx's $uri and $args. Of a target in absolute form the scheme and the host
// are left out (RFC 9112 section 3.2.2), of any the question mark, and a fragment, which has no
// place in it. Nothing is decoded.
[[nodiscard]] TargetParts split_target(std::string_view target);

// Request is one HTTP/1.x request. Strings hold raw bytes: escape before printing.
struct Request {
    std::string line;  // the request line as it came, without its line end: nginx's $request
    std::string method;
    std::string target;  // as on the wire: see split_target
    int version = 11;    // 10 or 11
    std::vector<Header> headers;
    std::string body;

    // header is the value of the first field of this name, in any case; nullptr without one.
    [[nodiscard]] const std::string* header(std::string_view name) const;
    // path and query are the target's.
    [[nodiscard]] std::string_view path() const { return split_target(target).path; }
    [[nodiscard]] std::string_view query() const { return split_target(target).query; }
};

// Response is what a handler answers; the session adds Date, Content-Length and Connection.
struct Response {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::vector<Header> headers = {};
    std::string body = {};
    // chunks is the body in pieces. Where there are any, they are sent instead of `body`: chunked,
    // or to a client of HTTP/1.0 as they are, until the connection closes.
    std::vector<std::string> chunks = {};
    // delay passes before the answer is sent: at most Deadlines::write, and no longer where the
    // server stops.
    std::chrono::milliseconds delay{0};
    // feed is the body behind `body`, without a length: the connection closes at its end.
    std::shared_ptr<Feed> feed = nullptr;
};

// reason_phrase is the phrase IANA's registry has for a status code; `Unknown` for an unassigned
// one.
[[nodiscard]] std::string_view reason_phrase(int status);

// same_word compares field names, codings and options, which have no case. ASCII only.
[[nodiscard]] bool same_word(std::string_view left, std::string_view right);
// is_token tells whether text may be a method or a field name (RFC 9110 section 5.6.2).
[[nodiscard]] bool is_token(std::string_view text);
// is_host tells whether text is a host and perhaps a port (RFC 9110 section 7.2); empty is allowed.
[[nodiscard]] bool is_host(std::string_view text);

// RequestLine is the parts of a request line; what is missing is empty. It points into the line.
struct RequestLine {
    std::string_view method;
    std::string_view target;
    std::string_view protocol;
};

// split_request_line cuts at the first and the last space, so that a fault is found in the target.
[[nodiscard]] RequestLine split_request_line(std::string_view line);

// is_protocol tells whether text is HTTP/ and a version, whichever (RFC 9112 section 2.3).
[[nodiscard]] bool is_protocol(std::string_view text);

// trim takes spaces and tabs off both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace tlsmatrix::server
