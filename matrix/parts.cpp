#include <algorithm>
#include <set>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/parts.hpp>

namespace tlsmatrix::matrix {

std::vector<std::span<const Cell>> parts_of(std::span<const Cell> cells) {
    std::vector<std::span<const Cell>> parts;
    std::set<ServerEndpoint> listeners;
    std::set<ClientEndpoint> clients;
    std::size_t first = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Endpoints ends = endpoints_of(cells[i]);
        listeners.insert(ends.server);
        clients.insert(without_session(ends.client));
        if (std::max(listeners.size(), clients.size()) > most_endpoints) {
            parts.push_back(cells.subspan(first, i - first));
            first = i;
            listeners = {ends.server};
            clients = {without_session(ends.client)};
        }
    }
    if (first < cells.size()) {
        parts.push_back(cells.subspan(first));
    }
    return parts;
}

}  // namespace tlsmatrix::matrix
