// What the tests of RequestReader share: requests to build, and a way to feed them.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <tlsmatrix/server/http/request_reader.hpp>

namespace tlsmatrix::server {

using namespace std::string_view_literals;
using State = RequestReader::State;

inline constexpr std::string_view second = "GET /second HTTP/1.1\r\nHost: second\r\n\r\n";

// feed commits bytes `step` at a time, for as long as the reader asks for more.
inline std::size_t feed(RequestReader& reader, std::string_view bytes, std::size_t step) {
    std::size_t fed = 0;
    while (fed < bytes.size() && reader.state() != State::complete &&
           reader.state() != State::refused) {
        const std::span<char> room = reader.prepare();
        const std::size_t count = std::min({step, room.size(), bytes.size() - fed});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(fed), count, room.begin());
        reader.commit(count);
        fed += count;
    }
    return fed;
}

// printed is all that a reader shows, for comparing two of them.
inline std::string printed(const RequestReader& reader) {
    const Request& request = reader.request();
    std::string text =
        fmt::format("{} {} [{}] [{}] [{}] {} {} {}\n", static_cast<int>(reader.state()),
                    reader.keep_alive(), request.line, request.method, request.target,
                    request.version, reader.refusal().status, reader.refusal().reason);
    for (const Header& header : request.headers) {
        text += fmt::format("[{}] [{}]\n", header.name, header.value);
    }
    return text + request.body;
}

inline std::string with(std::string_view fields, std::string_view body = "") {
    return fmt::format("POST /first HTTP/1.1\r\nHost: first\r\n{}\r\n\r\n{}", fields, body);
}
inline std::string chunked(std::string_view body) {
    return with("Transfer-Encoding: chunked", body);
}
inline std::string line(std::string_view text) {
    return fmt::format("{}\r\nHost: first\r\n\r\n", text);
}
inline std::string get_with(std::string_view fields) {
    return fmt::format("GET / HTTP/1.1\r\n{}\r\n", fields);
}

}  // namespace tlsmatrix::server
