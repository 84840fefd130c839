// The file that TLS secrets are written to, where somebody asks for it.
#pragma once

#include <string>

#include <tlsmatrix/engine/context.hpp>

namespace tlsmatrix::cli {

// open_key_log opens `path`, or the file that SSLKEYLOGFILE names where it is empty, for appending,
// mode 0600, and warns on standard error that whoever reads it reads the traffic. A null KeyLog
// where neither is given. Throws SetupError where it cannot be opened. What others may read gets no
// secrets: a SetupError where `path` named it, and a warning where the variable did.
[[nodiscard]] KeyLog open_key_log(const std::string& path);

}  // namespace tlsmatrix::cli
