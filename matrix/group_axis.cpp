#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/group_axis.hpp>

namespace tlsmatrix::matrix {
namespace {

void set_group(ClientEndpoint& client, ServerEndpoint& server, std::string_view name) {
    if (const NamedGroup* group = find_named_group(name)) {
        client.groups = server.groups = name;
        server.group = *group;
    }
}

}  // namespace

std::span<const AxisValue> group_values() {
    static const auto values = [] {
        std::vector<AxisValue> made;
        for (const NamedGroup* group : library_groups()) {
            made.push_back({group->name, set_group});
        }
        return made;
    }();
    return values;
}

}  // namespace tlsmatrix::matrix
