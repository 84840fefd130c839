// The hello that bytes are. Internal.
#pragma once

#include <tlsmatrix/explain/hello_bytes.hpp>
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix::explain {

// client_hello_of parses what read_hello has found to be one.
[[nodiscard]] ClientHello client_hello_of(const HelloBytes& bytes);

}  // namespace tlsmatrix::explain
