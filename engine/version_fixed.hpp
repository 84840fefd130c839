// The honest old server: one that knows its own version and nothing of those that came later.
//   settings.adjust_context = fix_version;
#pragma once

struct ssl_ctx_st;

namespace tlsmatrix {

// has_version_fixed_methods tells whether this OpenSSL still has TLSv1_server_method and its like:
// 4.0 has not, and a build may leave them out.
[[nodiscard]] bool has_version_fixed_methods();

// fix_version turns a finished context, pinned to one version below 1.3, into such a server: it
// looks at legacy_version alone, knows no supported_versions, sets no downgrade sentinel, and
// finishes the handshake. A client that does not want the version has to say so itself. Suites,
// level and certificate stay. Throws SetupError where has_version_fixed_methods is false.
void fix_version(ssl_ctx_st* context);

}  // namespace tlsmatrix
