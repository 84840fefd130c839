// What is asked, what is answered, and how a request fails: plain values.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include <tlsmatrix/client/receipt.hpp>

namespace tlsmatrix::client {

struct Header {
    std::string name;
    std::string value;
};

// Request is one HTTP request. Host, User-Agent, Accept and Content-Length are added where missing.
struct Request {
    std::string method = "GET";
    std::string url;
    std::vector<Header> headers = {};
    std::string body = {};
};

// Response is one HTTP answer, whatever its status.
struct Response {
    int status = 0;
    std::vector<Header> headers;
    std::string body;
    Receipt receipt;

    // header is the value of the first field of this name, in any case; nullptr without one.
    [[nodiscard]] const std::string* header(std::string_view name) const;
};

// Failure is why there is no response. `message` is one sentence: what was offered, what the other
// side wanted, and what to change.
struct Failure {
    enum class Kind {
        usage,        // the URL or a header makes no sense; nothing was sent
        unreachable,  // no address, or nobody accepts there
        handshake,    // refused, closed or broken before any request was sent
        certificate,  // not trusted, or of another name
        timed_out,
        broken,        // the connection ended in the middle of the request or its response
        bad_response,  // not HTTP, beyond the limits, or a redirect that leads nowhere
        cancelled,
    };
    Kind kind = Kind::usage;
    std::string message;
    Receipt receipt;
};

// failure_kind_name is the enumerator's own name: `usage`, `timed_out`.
[[nodiscard]] std::string_view failure_kind_name(Failure::Kind kind);

// They are printed as one line for people: the status and what was negotiated, or the message; a
// kind by its name.
std::ostream& operator<<(std::ostream& out, const Response& response);
std::ostream& operator<<(std::ostream& out, const Failure& failure);
std::ostream& operator<<(std::ostream& out, Failure::Kind kind);

using Outcome = boost::system::result<Response, Failure>;

[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location&);

}  // namespace tlsmatrix::client
