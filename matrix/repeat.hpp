// How to run one cell alone: the command of every report.
#pragma once

#include <optional>
#include <string>

#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {

// repeat_command runs exactly this cell with tlsmatrix.
[[nodiscard]] std::string repeat_command(const Cell& cell);

// The same for what came of it: where a matrix file expects otherwise, with that file, since
// without it the cell would pass.
[[nodiscard]] std::string repeat_command(const CellResult& result);
[[nodiscard]] std::string repeat_in_file(const std::string& file, const Cell& cell);

// OpensslCommands is the same handshake with OpenSSL's own tools, which need no more than files
// that `tlsmatrix certs --client-auth --key-type TYPE DIR` writes.
struct OpensslCommands {
    std::string server;
    std::string client;
};

// repeat_with_openssl is nullopt where no flags of OpenSSL's say what the cell is: an end is the
// exact engine with a set that has a hole; a session, a relay, one suite alone, or a certificate of
// an authority that nobody trusts.
[[nodiscard]] std::optional<OpensslCommands> repeat_with_openssl(const Cell& cell);

}  // namespace tlsmatrix::matrix
