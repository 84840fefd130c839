#include <algorithm>

#include <tlsmatrix/check/abilities.hpp>
#include <tlsmatrix/check/profile.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/version_fixed.hpp>

namespace tlsmatrix::check {
namespace {

Abilities look() {
    Abilities made;
    made.versions = {};
    for (const ProtocolVersion version : all_versions) {
        if (can_speak(version)) {
            made.versions.insert(version);
        }
    }
    made.version_fixed = has_version_fixed_methods();
    // The others protect nothing, and no server here has them.
    for (const CipherSuite& suite : common_suites()) {
        const auto& here = library_suites();
        if (std::find_if(here.begin(), here.end(), [&suite](const CipherSuite* each) {
                return each->code == suite.code;
            }) != here.end()) {
            made.suites.push_back(suite.code);
        }
    }
    return made;
}

}  // namespace

bool Abilities::can_finish(std::uint16_t suite) const {
    return has_profile(suite) && std::find(suites.begin(), suites.end(), suite) != suites.end();
}

const Abilities& abilities() {
    static const Abilities made = look();
    return made;
}

}  // namespace tlsmatrix::check
