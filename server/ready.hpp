// What tells a test suite where the servers are: the content of the ready file.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::server {

// ReadyFacts is what the file holds beside the listeners; empty paths become null.
struct ReadyFacts {
    std::string ca_file;
    std::string truststore_file;
    std::string crl_file = {};  // of `serve --certificate`; empty: the file has no such member
};

// ready_json is the file's content: pid, ca_file, truststore_file, and name, address, port, url,
// versions and engine of each listener, and `addresses` of one that has more than the one.
[[nodiscard]] std::string ready_json(const std::vector<ListenerInfo>& listeners,
                                     const ReadyFacts& facts);

}  // namespace tlsmatrix::server
