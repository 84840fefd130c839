#include "server/request_reader.hpp"

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "server/request_rules.hpp"

namespace tlsmatrix::server {
namespace {

namespace beast = boost::beast;
using HttpError = beast::http::error;

constexpr std::size_t header_room = 4096;
constexpr std::size_t body_room = 16384;  // one full TLS record

// shortest_chunk is the least that may be shown to the parser of a chunked body: a body's end is no
// shorter, and Beast 1.81 asserts it (basic_parser.ipp, parse_chunk_header).
constexpr std::size_t shortest_chunk = 5;

// Parser is Beast's parser, writing into a Request that has as many headers as there are to come.
class Parser final : public beast::http::basic_parser<true> {
  public:
    Parser(Request& request, const RequestLimits& limits) : request_(request) {
        header_limit(std::numeric_limits<std::uint32_t>::max());  // HeadRules has seen to it
        body_limit(limits.body_bytes);
    }

    // persistent is RFC 9112 section 9.3: close wins, 1.0 has to ask.
    [[nodiscard]] bool persistent() const {
        return !asked_close_ && (request_.version == 11 || asked_keep_alive_);
    }

    std::size_t fields = 0;
    ChunkFacts chunks;
    bool framed = false;  // the last put read a chunk line

  private:
    using Error = beast::error_code;
    using View = beast::string_view;

    // The request line was read by HeadRules already, for refused requests have one too.
    void on_request_impl(beast::http::verb, View, View, int, Error&) override {}
    void on_response_impl(int, View, int, Error&) override {}
    void on_header_impl(Error&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    void on_finish_impl(Error&) override {}

    void on_field_impl(beast::http::field name, View text, View value, Error& error) override {
        if (is_header_done()) {
            ++chunks.trailer_fields;  // trailers are counted, and dropped (RFC 9110 section 6.5.1)
            return;
        }
        if (fields == request_.headers.size()) {
            error = HttpError::bad_field;
            return;
        }
        Header& header = request_.headers[fields++];
        header.name.assign(text.data(), text.size());
        header.value.assign(value.data(), value.size());
        if (name == beast::http::field::connection) {
            beast::http::token_list options(value);
            asked_close_ = asked_close_ || options.exists("close");
            asked_keep_alive_ = asked_keep_alive_ || options.exists("keep-alive");
        }
    }

    std::size_t on_body_impl(View bytes, Error&) override {
        request_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, View extension, Error&) override {
        framed = true;
        chunks.extension_bytes += extension.size();
    }

    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, Error& error) override {
        return on_body_impl(bytes, error);
    }

    Request& request_;
    bool asked_close_ = false;
    bool asked_keep_alive_ = false;
};

}  // namespace

struct RequestReader::Parts {
    explicit Parts(const RequestLimits& given) : limits(given), rules(given) {}

    [[nodiscard]] std::string_view bytes() const {
        return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
    }

    void advance() {
        if (state == State::idle && !std::string_view("\r\n").starts_with(bytes())) {
            state = State::header;
        }
        if (state == State::header) {
            read_head();
        }
        if (state == State::body) {
            read_body();
        }
    }

    void read_head() {
        const HeadRules::Verdict verdict = rules.scan(bytes());
        if (request.line.empty() && (rules.line_seen() || rules.fault() != nullptr)) {
            note_line(rules.line(bytes()));
        }
        if (verdict == HeadRules::Verdict::refused) {
            refuse(*rules.fault());
        } else if (verdict == HeadRules::Verdict::complete) {
            parse_head(rules.header(bytes()));
        }
    }

    void note_line(std::string_view line) {
        const RequestLine parts = split_request_line(line);
        request.line = line;
        request.method = parts.method;
        request.target = parts.target;
        request.version = rules.facts().version == 10 ? 10 : 11;
    }

    void parse_head(std::string_view block) {
        beast::error_code error;
        request.headers.swap(spare);
        request.headers.resize(rules.facts().fields);
        parser.emplace(request, limits);
        const std::size_t used = parser->put(boost::asio::buffer(block), error);
        if (error || used != block.size() || parser->fields != request.headers.size()) {
            request.headers.clear();
            refuse(faults::unreadable);
            return;
        }
        buffer.consume(rules.size());
        state = State::body;
    }

    void read_body() {
        const bool chunked = rules.facts().chunked;
        while (!parser->is_done()) {
            // The cap makes the verdict the same however the bytes were cut.
            const auto next = chunked ? bytes().substr(0, limits.header_bytes) : bytes();
            body_begun = body_begun || !next.empty();
            if (next.size() < (chunked ? shortest_chunk : 1)) {
                return;
            }
            parser->framed = false;
            beast::error_code error;
            const std::size_t used = parser->put(boost::asio::buffer(next), error);
            if (error == HttpError::need_more && next.size() < limits.header_bytes) {
                return;
            }
            if (const Fault* fault = body_fault(error, next.substr(0, used))) {
                refuse(*fault);
                return;
            }
            buffer.consume(used);
        }
        state = State::complete;
    }

    [[nodiscard]] const Fault* body_fault(const beast::error_code& error, std::string_view used) {
        if (!error) {
            return parser->framed ? check_framing(used, parser->chunks, limits) : nullptr;
        }
        const bool endless = error == HttpError::need_more;
        const bool large = error == HttpError::body_limit;
        return endless ? &faults::framing_too_large
                       : (large ? &faults::body_too_large : &faults::bad_chunk);
    }

    void refuse(const Fault& fault) {
        state = State::refused;
        refusal = server::refusal(fault, limits);
        buffer.consume(buffer.size());
        buffer.shrink_to_fit();
    }

    void recycle() {
        request.headers.swap(spare);       // spare is empty since the header was parsed
        std::string().swap(request.body);  // assigning an empty string would keep the memory
        parser.reset();
        rules = HeadRules(limits);
        note_line({});
        body_begun = false;
        state = State::idle;
    }

    const RequestLimits limits;
    State state = State::idle;
    bool body_begun = false;
    HeadRules rules;
    beast::flat_buffer buffer;
    std::optional<Parser> parser;
    Request request;
    std::vector<Header> spare;  // the last request's fields, for the memory of their strings
    Refusal refusal;
};

RequestReader::RequestReader(RequestLimits limits) : parts_(std::make_unique<Parts>(limits)) {}
RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::state() const {
    return parts_->state;
}
const Request& RequestReader::request() const {
    return parts_->request;
}
const Refusal& RequestReader::refusal() const {
    return parts_->refusal;
}

std::span<char> RequestReader::prepare() {
    const auto room =
        parts_->buffer.prepare(parts_->state == State::body ? body_room : header_room);
    return {static_cast<char*>(room.data()), room.size()};
}

void RequestReader::commit(std::size_t count) {
    if (parts_->state != State::refused) {
        parts_->buffer.commit(count);
        parts_->advance();
    }
}

bool RequestReader::expects_continue() const {
    return parts_->state == State::body && parts_->rules.facts().expects_continue &&
           !parts_->body_begun;
}

bool RequestReader::keep_alive() const {
    return parts_->state == State::complete && parts_->parser->persistent();
}

void RequestReader::next() {
    if (parts_->state == State::complete) {
        parts_->recycle();
        parts_->advance();
    }
}

void RequestReader::release() {
    if (parts_->state == State::idle) {
        Request released;
        std::swap(released, parts_->request);
        std::vector<Header>().swap(parts_->spare);
        parts_->buffer.shrink_to_fit();
    }
}

}  // namespace tlsmatrix::server
