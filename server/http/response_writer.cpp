#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/server/http/response_writer.hpp>

namespace tlsmatrix::server {
namespace {

// own_fields are written here and nowhere else: a second one would be a contradiction.
constexpr std::array<std::string_view, 8> own_fields = {
    "Connection", "Content-Length", "Content-Type", "Date",
    "Keep-Alive", "Server",         "Trailer",      "Transfer-Encoding",
};

bool is_own(std::string_view name) {
    return std::any_of(own_fields.begin(), own_fields.end(),
                       [name](std::string_view own) { return same_word(own, name); });
}

// has_content tells whether a response of this status may have a body at all (RFC 9110
// section 6.4.1).
bool has_content(int status) {
    return status >= 200 && status != 204 && status != 304;
}

bool is_harmful(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

void append_field(TextBuffer& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    if (is_plain(value)) {
        out += value;
    } else {
        for (const char each : value) {
            out += is_harmful(each) ? ' ' : each;
        }
    }
    out += "\r\n";
}

void append_connection(TextBuffer& out, const Response& response, const ResponseOptions& options) {
    if (!options.keep_alive || ends_by_closing(response, options.http10)) {
        out += "Connection: close\r\n";
    } else if (options.http10) {
        out += "Connection: keep-alive\r\n";
    }
}

void append_content_fields(TextBuffer& out, const Response& response, bool http10) {
    if (!response.content_type.empty()) {
        append_field(out, "Content-Type", response.content_type);
    }
    if (response.feed) {
        return;
    }
    if (response.chunks.empty()) {
        out += "Content-Length: ";
        out.number(response.body.size());
        out += "\r\n";
    } else if (!http10) {
        out += "Transfer-Encoding: chunked\r\n";
    }
}

// RFC 9112 section 7.1. An empty chunk would be the last one, so none is sent for an empty piece.
void append_chunks(TextBuffer& out, const std::vector<std::string>& chunks) {
    for (const std::string& chunk : chunks) {
        if (!chunk.empty()) {
            out += fmt::format("{:x}\r\n", chunk.size());
            out += chunk;
            out += "\r\n";
        }
    }
    out += "0\r\n\r\n";
}

void append_content(TextBuffer& out, const Response& response, bool http10) {
    if (response.chunks.empty()) {
        out += response.body;
    } else if (!http10) {
        append_chunks(out, response.chunks);
    } else {
        for (const std::string& chunk : response.chunks) {
            out += chunk;
        }
    }
}

}  // namespace

bool ends_by_closing(const Response& response, bool http10) {
    return response.feed || (http10 && !response.chunks.empty() && has_content(response.status));
}

std::size_t append_response(TextBuffer& out, const Response& response,
                            const ResponseOptions& options) {
    // The version is ours, not the client's (RFC 9110 section 2.5).
    out += "HTTP/1.1 ";
    out.number(static_cast<unsigned>(response.status));
    out += " ";
    out += reason_phrase(response.status);
    out += "\r\nServer: tlsmatrix\r\n";
    if (!options.date.empty()) {
        append_field(out, "Date", options.date);
    }
    if (has_content(response.status)) {
        append_content_fields(out, response, options.http10);
    }
    append_connection(out, response, options);
    out += "X-Content-Type-Options: nosniff\r\n";
    for (const Header& header : response.headers) {
        if (is_token(header.name) && !is_own(header.name)) {
            append_field(out, header.name, header.value);
        }
    }
    out += "\r\n";
    if (options.head || !has_content(response.status)) {
        return 0;
    }
    const std::size_t header_end = out.size();
    append_content(out, response, options.http10);
    return out.size() - header_end;
}

std::size_t append_response(std::string& out, const Response& response,
                            const ResponseOptions& options) {
    TextBuffer bytes(usual_head + response.body.size());
    const std::size_t body = append_response(bytes, response, options);
    out += bytes.view();
    return body;
}

}  // namespace tlsmatrix::server
