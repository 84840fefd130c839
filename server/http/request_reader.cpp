#include <limits>
#include <memory>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <tlsmatrix/server/http/field_rules.hpp>
#include <tlsmatrix/server/http/request_reader.hpp>
#include <tlsmatrix/server/http/request_rules.hpp>

namespace tlsmatrix::server {
namespace {

using namespace std::string_view_literals;
namespace beast = boost::beast;
using HttpError = beast::http::error;

// header_room holds a usual header, and is little enough for malloc to have it at hand.
constexpr std::size_t header_room = 1000;
constexpr std::size_t body_room = 16384;  // one full TLS record

// shortest_chunk is the least that may be shown to the parser of a chunked body: a body's end is no
// shorter, and Beast 1.81 asserts it (basic_parser.ipp, parse_chunk_header).
constexpr std::size_t shortest_chunk = 5;

// ChunkParser is Beast's parser of a chunked body, which it appends to the request's. HeadRules has
// read the real head; one that says no more than `chunked` stands for it.
class ChunkParser final : public beast::http::basic_parser<true> {
  public:
    ChunkParser(std::string& body, const RequestLimits& limits) : body_(body) {
        header_limit(std::numeric_limits<std::uint32_t>::max());  // check_framing sees to it
        body_limit(limits.body_bytes);
        Error error;
        put(boost::asio::buffer("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"sv), error);
    }

    ChunkFacts facts;
    bool framed = false;  // the last put read a chunk line

  private:
    using Error = beast::error_code;
    using View = beast::string_view;

    void on_request_impl(beast::http::verb, View, View, int, Error&) override {}
    void on_response_impl(int, View, int, Error&) override {}
    void on_header_impl(Error&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    void on_finish_impl(Error&) override {}

    // Trailers are counted, and dropped (RFC 9110 section 6.5.1).
    void on_field_impl(beast::http::field, View, View, Error&) override {
        facts.trailer_fields += std::size_t{is_header_done()};
    }

    std::size_t on_body_impl(View bytes, Error&) override {
        body_.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, View extension, Error&) override {
        framed = true;
        facts.extension_bytes += extension.size();
    }

    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, Error& error) override {
        return on_body_impl(bytes, error);
    }

    std::string& body_;
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
            take_head(rules.header(bytes()));
        }
    }

    void note_line(std::string_view line) {
        const RequestLine parts = split_request_line(line);
        request.line = line;
        request.method = parts.method;
        request.target = parts.target;
        request.version = rules.facts().version == 10 ? 10 : 11;
    }

    void take_head(std::string_view block) {
        (void)take_line(block);
        request.headers.reserve(rules.facts().fields);
        for (std::size_t i = 0; i < rules.facts().fields; ++i) {
            const auto field = split_field(take_line(block));
            request.headers.push_back({std::string(field->name), std::string(field->value)});
        }
        buffer.consume(rules.size());
        state = State::body;
        if (rules.facts().chunked) {
            chunks.emplace(request.body, limits);
        }
    }

    void read_body() {
        if (chunks) {
            read_chunks();
            return;
        }
        const std::size_t size = rules.facts().content_length.value_or(0);
        const auto next = bytes().substr(0, size - request.body.size());
        body_begun = body_begun || !next.empty();
        request.body += next;
        buffer.consume(next.size());
        if (request.body.size() == size) {
            state = State::complete;
        }
    }

    void read_chunks() {
        while (!chunks->is_done()) {
            // The cap makes the verdict the same however the bytes were cut.
            const auto next = bytes().substr(0, limits.header_bytes);
            body_begun = body_begun || !next.empty();
            if (next.size() < shortest_chunk) {
                return;
            }
            chunks->framed = false;
            beast::error_code error;
            const std::size_t used = chunks->put(boost::asio::buffer(next), error);
            if (error == HttpError::need_more && next.size() < limits.header_bytes) {
                return;
            }
            if (const Fault* fault = chunk_fault(error, next.substr(0, used))) {
                refuse(*fault);
                return;
            }
            buffer.consume(used);
        }
        state = State::complete;
    }

    [[nodiscard]] const Fault* chunk_fault(const beast::error_code& error, std::string_view used) {
        if (!error) {
            return chunks->framed ? check_framing(used, chunks->facts, limits) : nullptr;
        }
        const bool endless = error == HttpError::need_more;
        const bool large = error == HttpError::body_limit;
        return endless ? &faults::framing_too_large
                       : (large ? &faults::body_too_large : &faults::bad_chunk);
    }

    void refuse(const Fault& fault) {
        state = State::refused;
        // How much of it had come depends on how its bytes were cut.
        std::string().swap(request.body);
        refusal = server::refusal(fault, limits);
        buffer.consume(buffer.size());
        buffer.shrink_to_fit();
    }

    void recycle() {
        request.headers.clear();
        std::string().swap(request.body);  // assigning an empty string would keep the memory
        chunks.reset();
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
    Request request;
    std::optional<ChunkParser> chunks;  // of a chunked body
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
    return parts_->state == State::complete && parts_->rules.facts().persistent();
}

void RequestReader::next() {
    if (parts_->state == State::complete) {
        parts_->recycle();
        parts_->advance();
    }
}

void RequestReader::release() {
    if (parts_->state == State::idle) {
        std::destroy_at(&parts_->request);  // to assign an empty one would keep the memory
        std::construct_at(&parts_->request);
        parts_->buffer.shrink_to_fit();
    }
}

}  // namespace tlsmatrix::server
