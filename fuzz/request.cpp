// A connection's bytes as requests: cut in any way they mean the same, nothing behind a refused one
// is read, and each that is served gets one response that no client takes for two.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include <tlsmatrix/server/handler.hpp>
#include <tlsmatrix/server/http/request_reader.hpp>
#include <tlsmatrix/server/http/response_writer.hpp>

#include "fuzz/demand.hpp"

namespace tlsmatrix::fuzz {
namespace {

using namespace server;
using State = RequestReader::State;

std::string printed(const RequestReader& reader) {
    const Request& request = reader.request();
    std::string text = fmt::format("{} [{}] [{}] [{}] {} {} {}\n", static_cast<int>(reader.state()),
                                   request.line, request.method, request.target, request.version,
                                   reader.refusal().status, reader.refusal().reason);
    for (const Header& header : request.headers) {
        text += fmt::format("[{}] [{}]\n", header.name, header.value);
    }
    // How much there is of a body that is not whole yet depends on how its bytes were cut.
    return text + (reader.state() == State::body ? "" : request.body);
}

void check_request(const Request& request) {
    demand(is_token(request.method), "a method is a token");
    demand(request.target.find_first_of(" \t\r\n") == std::string::npos, "a target is a word");
    for (const Header& header : request.headers) {
        demand(is_token(header.name), "a name is a token");
        demand(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
               "a value is one line");
    }
}

// check_response reads the response with a parser that is not ours.
void check_response(const Request& request, const Response& response) {
    namespace http = boost::beast::http;
    const bool http10 = request.version == 10;
    const bool head = request.method == "HEAD";
    std::string bytes;
    (void)append_response(bytes, response, {.keep_alive = true, .head = head, .http10 = http10});
    http::response_parser<http::string_body> parser;
    parser.body_limit(boost::none);
    parser.skip(head);
    parser.eager(true);
    boost::beast::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(bytes), error);
    demand(!error && used == bytes.size(), "a response is one, and nothing stands behind it");
    demand(parser.is_done() || ends_by_closing(response, http10), "a response is whole");
}

void respond(const Request& request) {
    static const Handler handler = default_handler();
    static const ConnectionFacts facts = [] {
        ConnectionFacts made;
        made.local = {"127.0.0.1", 8443};
        made.outcome = Negotiated{ProtocolVersion::tls_1_3, "TLS_AES_128_GCM_SHA256", "x25519"};
        made.observation.client_hello = ClientHello{};
        return made;
    }();
    check_request(request);
    check_response(request, handler(request, facts));
}

// read_all is everything that a connection would come to, bytes arriving `step` at a time.
std::string read_all(std::string_view bytes, std::size_t step, bool answering) {
    RequestReader reader({.header_bytes = 512, .header_fields = 8, .body_bytes = 256});
    std::string all;
    while (true) {
        if (reader.state() == State::complete) {
            all += printed(reader);
            if (answering) {
                respond(reader.request());
            }
            if (!reader.keep_alive()) {
                return all + "closes\n";
            }
            reader.next();
            continue;
        }
        if (reader.state() == State::refused) {
            const std::string before = printed(reader);
            const std::span<char> room = reader.prepare();
            const std::size_t count = std::min(room.size(), bytes.size());
            std::copy_n(bytes.begin(), count, room.begin());
            reader.commit(count);
            demand(printed(reader) == before, "no byte after a refused request is read");
            return all + before;
        }
        if (bytes.empty()) {
            return all + printed(reader);
        }
        const std::span<char> room = reader.prepare();
        const std::size_t count = std::min({step, room.size(), bytes.size()});
        std::copy_n(bytes.begin(), count, room.begin());
        bytes.remove_prefix(count);
        reader.commit(count);
    }
}

}  // namespace
}  // namespace tlsmatrix::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix::fuzz;
    Input input(data, size);
    const std::size_t step = input.byte() + std::size_t{1};
    const std::string whole = read_all(input.rest_text(), size + 1, true);
    demand(whole == read_all(input.rest_text(), step, false), "cut into pieces, it means the same");
    demand(whole == read_all(input.rest_text(), 1, false), "byte by byte, it means the same");
    return 0;
}
