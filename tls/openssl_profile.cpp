#include <tlsmatrix/tls/openssl_profile.hpp>

namespace tlsmatrix {

std::optional<Profile> parse_profile(std::string_view text) {
    for (const Profile profile : {Profile::openssl_3_0, Profile::openssl_3_1}) {
        if (text == profile_name(profile)) {
            return profile;
        }
    }
    return std::nullopt;
}

std::string_view profile_name(Profile profile) {
    return profile == Profile::openssl_3_0 ? "openssl-3.0" : "openssl-3.1";
}

}  // namespace tlsmatrix
