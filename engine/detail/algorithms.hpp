// What a context offers or accepts beside versions: cipher suites, groups, signature algorithms.
// For context.cpp and probe.cpp.
#pragma once

#include <string>

#include <tlsmatrix/tls/tls_settings.hpp>

struct ssl_ctx_st;

namespace tlsmatrix {

// set_algorithms sets them, and the security level. Throws SetupError for a name that there is not.
void set_algorithms(ssl_ctx_st* context, const ClientTls& settings);
void set_algorithms(ssl_ctx_st* context, const ServerTls& settings);

// set_groups sets a list of groups, or where it is empty the library's own. Throws SetupError.
void set_groups(ssl_ctx_st* context, const std::string& groups);

// set_signature_algorithms sets all that the bench takes. Throws SetupError.
void set_signature_algorithms(ssl_ctx_st* context);

}  // namespace tlsmatrix
