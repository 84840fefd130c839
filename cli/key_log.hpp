// The file that TLS secrets are written to, where somebody asks for it.
#pragma once

#include <string>

#include <tlsmatrix/engine/context.hpp>

namespace tlsmatrix::cli {

// open_key_log opens `path`, or the file that SSLKEYLOGFILE names where it is empty, for appending,
// mode 0600, and warns on standard error that whoever reads it reads the traffic. A null KeyLog
// where neither is given. Throws SetupError where it cannot be opened, or where others may read it.
[[nodiscard]] KeyLog open_key_log(const std::string& path);

}  // namespace tlsmatrix::cli
