// One cell driven in memory, with every message that its two ends sent.
//   const CellTrace trace = trace_cell(cell, running_profile());
#pragma once

#include <cstdint>
#include <vector>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {

// SentMessage is a message as its sender made it, before it was encrypted.
struct SentMessage {
    std::size_t attempt = 1;  // which of the client's hellos it belongs to
    Sender from = Sender::client;
    int content_type = 0;  // RFC 8446 section 5.1
    std::vector<std::uint8_t> bytes;
};

// CellTrace is a cell's result and what was sent, in the order of sending. Alerts that libssl makes
// of what it cannot read are among the messages, records are not.
struct CellTrace {
    CellResult result;
    std::vector<SentMessage> messages;
};

// trace_cell drives a cell between the libssl of both ends, whatever its axis `transport` says.
// Both are identities of this call: their keys end with it. The result is `unsupported` or `broken`
// as a run's is. Throws SetupError where an end cannot be set up.
[[nodiscard]] CellTrace trace_cell(const Cell& cell, Profile profile);

}  // namespace tlsmatrix::matrix
