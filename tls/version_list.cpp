#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix {

boost::json::array version_list(VersionSet set) {
    boost::json::array list;
    for (ProtocolVersion version : set.versions()) {
        list.emplace_back(short_name(version));
    }
    return list;
}

}  // namespace tlsmatrix
