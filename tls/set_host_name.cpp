#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/tls/set_host_name.hpp>

namespace tlsmatrix {
namespace {

constexpr std::string_view beginning = "only-";

}  // namespace

std::string set_host_name(VersionSet set) {
    std::string name(beginning);
    for (const char c : set.str()) {  // 1.0,1.2
        if (c != '.') {
            name += c == ',' ? '-' : c;
        }
    }
    return name + ".localhost";
}

std::optional<VersionSet> set_of_host_name(std::string_view name) {
    const std::string lower = ascii_lower(name.substr(0, beginning.size()));
    if (lower != beginning) {
        return std::nullopt;  // as it is with nearly every name: nothing is allocated
    }
    for (const VersionSet set : all_version_sets()) {
        if (ascii_lower(name) == set_host_name(set)) {
            return set;
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix
