// The environment of a command that runs beside pinned servers: where they are, and whom to trust.
//   const auto environment = run_environment(servers, ::environ);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::process {

// PinnedServer is one of the servers, by the set of versions that was asked for.
struct PinnedServer {
    std::string name;  // set_variable's
    std::string url;   // https://127.0.0.1:PORT/
    std::string port;
};

// RunServers is what the command is told.
struct RunServers {
    std::vector<PinnedServer> servers = {};
    std::string host;        // 127.0.0.1
    std::string ca;          // PEM file
    std::string truststore;  // PKCS#12 file, for Java
    std::string log = {};    // JSON, a line for each request and each handshake that failed
    bool trusted = true;     // clients that read SSL_CERT_FILE and its like trust the CA
};

// set_variable spells a set of versions as the end of a variable's name: 1_2, 1_0_1_2 for 1.0,1.2,
// 1_2_UP for 1.2+, ALL. `asked` is how the set was written, `versions` are its members.
[[nodiscard]] std::string set_variable(std::string_view asked, std::string_view versions);

// run_environment adds TLSMATRIX_URL_SET and TLSMATRIX_PORT_SET of each server, TLSMATRIX_HOST,
// TLSMATRIX_CA, TLSMATRIX_TRUSTSTORE and TLSMATRIX_LOG, in the place of those that an outer run may
// have left. Where a proxy is named, no_proxy leads past it to this machine. The rest stays.
[[nodiscard]] std::vector<std::string> run_environment(const RunServers& servers,
                                                       const char* const* inherited);

}  // namespace tlsmatrix::process
