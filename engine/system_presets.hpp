// What openssl.cnf gives a program that leaves TLS to OpenSSL, as curl and Python do. The bench's
// own contexts take nothing of it (engine/context.hpp).
//   const SystemPresets presets = read_system_presets();  if (!presets.enabled.contains(...)) ...
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// Preset is one line of the section that `ssl_conf` calls `system_default`, as it is written.
struct Preset {
    std::string name;
    std::string value;
};

// UnreachedSection is one with settings of TLS that the way from `openssl_conf` does not lead to.
struct UnreachedSection {
    std::string name;
    std::string missing;  // what the way lacks: `no 'openssl_conf' stands before the first section`
    // remedy is a line and its place, with which the way was found to lead there; empty where no
    // single line does.
    std::string remedy;
};

// SystemPresets is the file's words and, beside them, their effect.
struct SystemPresets {
    // file is the one that OpenSSL reads: OPENSSL_CONF, or openssl.cnf in its own directory. Empty
    // where OPENSSL_CONF is.
    std::string file;
    bool from_environment = false;  // OPENSSL_CONF is set
    bool exists = false;
    // trouble is what is wrong with it, with its line where OpenSSL tells; empty where nothing is.
    std::string trouble;
    // diagnostics: the file has `config_diagnostics`, so that what is wrong with it is an error of
    // whoever uses OpenSSL.
    bool diagnostics = false;
    std::vector<Preset> written;
    // unreached is a section with presets that no program comes to; none where there is no such.
    std::optional<UnreachedSection> unreached;
    // allows_contexts is false where OpenSSL makes no context for whoever leaves TLS to it.
    bool allows_contexts = true;

    // In effect on a context to which nothing else is done.
    VersionSet enabled;  // within its bounds, and not switched off
    int security_level = 0;
    std::vector<std::string> options;  // OpenSSL's names without SSL_OP_, those that change TLS
};

// read_system_presets reads the file anew for its words. Its effect is that of what this process
// has loaded, which is the file as it was at the start.
[[nodiscard]] SystemPresets read_system_presets();

}  // namespace tlsmatrix
