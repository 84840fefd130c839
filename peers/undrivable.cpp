#include <fmt/format.h>

#include <tlsmatrix/certs/certificate_names.hpp>
#include <tlsmatrix/client/url.hpp>
#include <tlsmatrix/peers/detail/places.hpp>
#include <tlsmatrix/peers/program_run.hpp>

namespace tlsmatrix::peers {

using matrix::Cell;

std::optional<Error> undrivable(const std::vector<Cell>& cells, bool remote) {
    for (const Cell& cell : cells) {
        const matrix::Program* client = cell.client.program();
        const matrix::Program* server = cell.server.program();
        if (client != nullptr && server != nullptr) {
            return Error{
                fmt::format("{}: both ends are programs, and nobody sees what they say to "
                            "each other: leave such cells out with --filter",
                            cell.id())};
        }
        if (client != nullptr) {
            (void)client_arguments(*client, {});
        }
        if (server != nullptr && server->url.empty()) {
            (void)server_arguments(*server, {}, {});
        }
        if (server != nullptr && !server->url.empty()) {
            const client::Url url = client::parse_url(server->url).value();
            if (!remote && !certs::is_on_this_machine(url.host)) {
                return Error{
                    fmt::format("{} is at {}, off this machine: add --remote where "
                                "handshakes with it are welcome",
                                cell.server.name(), url.authority())};
            }
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::peers
