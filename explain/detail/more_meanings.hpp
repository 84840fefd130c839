// The rows of the table of meanings that stand in files of their own. Internal.
#pragma once

#include <vector>

#include <tlsmatrix/explain/error_text.hpp>

namespace tlsmatrix::explain {

// local_meanings are of texts that say what the end that prints them found itself.
[[nodiscard]] const std::vector<Meaning>& local_meanings();
// connection_meanings are of texts about the connection, certificates, and what is no TLS.
[[nodiscard]] const std::vector<Meaning>& connection_meanings();

}  // namespace tlsmatrix::explain
