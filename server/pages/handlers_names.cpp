#include <fmt/format.h>

#include <tlsmatrix/server/origin.hpp>
#include <tlsmatrix/server/pages/detail/handlers.hpp>
#include <tlsmatrix/tls/set_host_name.hpp>

namespace tlsmatrix::server::handlers {

// The address is the one that this very client has come to, so it is right for it.
Response hosts(const Call& call) {
    const Address& local = call.facts.local;
    const bool v6 = local.host.find(':') != std::string::npos;
    std::string text =
        "# A host name for each set of TLS versions, on this one port by SNI: a name narrows the\n"
        "# listener's set and never widens it. Browsers and curl know names below localhost by\n"
        "# themselves; for Python, Node and others these lines belong into /etc/hosts.\n";
    std::string curl = "# For one curl without them:\n";
    for (const VersionSet set : all_version_sets()) {
        const std::string name = set_host_name(set);
        text += fmt::format("{} {}\n", local.host, name);
        curl += fmt::format("#   curl --resolve {0}:{1}:{2} https://{0}:{1}/tls\n", name,
                            local.port, v6 ? fmt::format("[{}]", local.host) : local.host);
    }
    return {.body = text + curl};
}

}  // namespace tlsmatrix::server::handlers
