// Writes responses as the bytes of HTTP/1.1: header and body in one string, for one write.
//   TextBuffer bytes(usual_head + response.body.size());
//   append_response(bytes, response, {.keep_alive = reader.keep_alive(), .date = now});
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tlsmatrix/base/text_buffer.hpp>
#include <tlsmatrix/server/http/http.hpp>

namespace tlsmatrix::server {

// ResponseOptions is what a response depends on besides the handler's answer.
struct ResponseOptions {
    bool keep_alive = true;
    bool head = false;           // the request was HEAD: the same header, no body
    std::string_view date = {};  // IMF-fixdate; no Date field if empty
    bool http10 = false;         // the client speaks 1.0 and has to be told of keep-alive
};

// usual_head is what a response's header takes, as a rule at most.
inline constexpr std::size_t usual_head = 512;

// ends_by_closing tells whether the end of a response is the end of its connection: a body in
// chunks, to a client that does not know them. keep_alive is ignored then.
[[nodiscard]] bool ends_by_closing(const Response& response, bool http10);

// append_response appends a response, whose status has three digits, to `out` and says how many
// bytes of it come behind the header. A field that the session is in charge of (Content-Length,
// Connection and the like), or whose name is not a token, is left out; control bytes in values
// become spaces, so that no handler can split a response (RFC 9110 section 5.5).
std::size_t append_response(TextBuffer& out, const Response& response,
                            const ResponseOptions& options);
std::size_t append_response(std::string& out, const Response& response,
                            const ResponseOptions& options);

}  // namespace tlsmatrix::server
