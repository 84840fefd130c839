// The flags for what ClientTls and ServerTls have in common, beside versions and engine.
//   add_tls_flags(*app, options->tls_settings);
#pragma once

#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/tls/tls_settings.hpp>

namespace tlsmatrix::cli {

inline void add_security_level_flag(CLI::App& app, int& level) {
    app.add_option("--security-level", level, "OpenSSL's; above 0 not the versions alone decide")
        ->check(CLI::Range(0, 5))
        ->capture_default_str();
}

template <class Side>
void add_tls_flags(CLI::App& app, Side& side) {
    app.add_option("--ciphers", side.ciphers, "OpenSSL cipher list; names for TLS 1.3, too")
        ->check(not_empty())
        ->type_name("LIST");
    app.add_option("--groups", side.groups, "key exchange groups (default: OpenSSL's own)")
        ->check(not_empty())
        ->type_name("LIST");
    add_security_level_flag(app, side.security_level);
}

}  // namespace tlsmatrix::cli
