// Internal. Cuts what one end of a TLS connection says, as a relay does that is no end of it.
//   for (const Bytes& piece : splitter.feed(bytes)) write(piece);
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tlsmatrix::matrix {

// RecordSplitter makes of each plaintext handshake record as many records of one byte each
// (RFC 8446 section 5.1 lets a message be cut anywhere). All else passes as it came: alerts, since
// a cut alert is another outcome, and whatever is behind ChangeCipherSpec, which is encrypted below
// TLS 1.3; from 1.3 on encrypted records are of another type anyway. Bytes that are no TLS pass
// too.
class RecordSplitter {
  public:
    using Bytes = std::vector<std::uint8_t>;

    // feed gives the pieces, each to be a write of its own; a record that is not whole yet waits.
    [[nodiscard]] std::vector<Bytes> feed(std::span<const std::uint8_t> bytes);

  private:
    Bytes waiting_;
    bool transparent_ = false;
};

}  // namespace tlsmatrix::matrix
