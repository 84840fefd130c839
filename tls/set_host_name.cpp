#include <tlsmatrix/tls/set_host_name.hpp>

namespace tlsmatrix {

std::string set_host_name(VersionSet set) {
    std::string name = "only-";
    for (const char c : set.str()) {  // 1.0,1.2
        if (c != '.') {
            name += c == ',' ? '-' : c;
        }
    }
    return name + ".localhost";
}

}  // namespace tlsmatrix
