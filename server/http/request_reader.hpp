// Reads requests from bytes, strictly, without a socket: what RFC 9112 leaves open to smuggling is
// refused, and not a byte after a refused request is ever looked at.
//   reader.commit(co_await read(reader.prepare()));
//   if (reader.state() == RequestReader::State::complete) {
//       answer(handle(reader.request()), reader.keep_alive());
//       reader.next();
//   }
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include <tlsmatrix/server/http/http.hpp>

namespace tlsmatrix::server {

// RequestLimits bounds what one request may cost. Beyond: refused with the status given.
struct RequestLimits {
    // The request line and the fields together: 431, or 414 where the line alone is too long. Also
    // bounds a chunked body's extensions and its trailer section.
    std::size_t header_bytes = std::size_t{16} * 1024;
    std::size_t header_fields = 100;  // 431
    // The body itself, without its chunk lines: 413.
    std::size_t body_bytes = std::size_t{1024} * 1024;
};

// Refusal is why a request is not served: the status to answer with, and one sentence for the body.
// The connection is closed after it.
struct Refusal {
    int status = 400;
    std::string reason;
};

// RequestReader turns the bytes of one connection into requests, one after the other; bytes of a
// pipelined request wait until the one before it is taken.
class RequestReader {
  public:
    enum class State {
        idle,      // no byte of the next request has come, but perhaps an empty line before it
        header,    // inside the request line or the fields
        body,      // the header is complete, the body is not
        complete,  // request() is all there; next() goes on
        refused,   // refusal() says why; nothing more is read
    };

    explicit RequestReader(RequestLimits limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    [[nodiscard]] State state() const;
    // prepare is room for the next bytes of the wire, at least 1 byte; commit tells how many came.
    // The room is valid until commit. In state complete, commit keeps all bytes for the next
    // request, so read no further then; in state refused it forgets them.
    [[nodiscard]] std::span<char> prepare();
    void commit(std::size_t count);
    // request is the one that is complete, or whose header is (state body): of its body there is
    // then what could be read already, which may be less than has come. In state header it has
    // its line, method and target once the line is complete. Refused requests show what could be
    // read of them: the line as far as it was sound, and the fields where only the body was at
    // fault; never the body.
    [[nodiscard]] const Request& request() const;
    [[nodiscard]] const Refusal& refusal() const;
    // expects_continue tells, in state body, that the client waits for 100 before it sends any of
    // the body (RFC 9110 section 10.1.1).
    [[nodiscard]] bool expects_continue() const;
    // keep_alive tells, in state complete, whether the client lets the connection stay open.
    [[nodiscard]] bool keep_alive() const;
    // next forgets the complete request and starts on the bytes behind it.
    void next();
    // release gives back the memory of an idle reader. In any other state it does nothing.
    void release();

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tlsmatrix::server
