#include "matrix/parts.hpp"

#include <set>

#include "matrix/axes.hpp"
#include "matrix/keys.hpp"

namespace tlsmatrix::matrix {

std::vector<std::vector<Cell>> parts_of(const std::vector<Cell>& cells) {
    std::vector<std::vector<Cell>> parts;
    std::set<ListenerKey> listeners;
    for (const Cell& cell : cells) {
        const ListenerKey listener = key_of(endpoints_of(cell).server);
        listeners.insert(listener);
        if (parts.empty() || listeners.size() > most_listeners) {
            parts.emplace_back();
            listeners = {listener};
        }
        parts.back().push_back(cell);
    }
    return parts;
}

}  // namespace tlsmatrix::matrix
