// Families of OpenSSL releases, as the rule tells them apart.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// Profile is a family of OpenSSL releases that were measured and behave alike, and is called by its
// first. From 3.1 on a security level of 1 or more takes TLS 1.0 and 1.1 out of the enabled
// versions, before holes are looked at; 3.0 leaves them in, chooses them, and fails at their
// signatures. 4.0 knows nothing any more of the hellos of SSLv2 and SSLv3.
enum class Profile { openssl_3_0, openssl_3_1, openssl_4_0 };

// all_profiles has the newest last.
inline constexpr std::array all_profiles{Profile::openssl_3_0, Profile::openssl_3_1,
                                         Profile::openssl_4_0};

// enabled_by is what a security level leaves of a set: from 3.1 on level 1 takes 1.0 and 1.1, while
// in 3.0 level 3 takes 1.0 and level 4 both. As openssl_3_0_cells.csv and its siblings record.
[[nodiscard]] constexpr VersionSet enabled_by(Profile profile, int security_level,
                                              VersionSet versions) {
    constexpr VersionSet signed_with_sha1{ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_1};
    if (security_level >= (profile == Profile::openssl_3_0 ? 4 : 1)) {
        return versions - signed_with_sha1;
    }
    return security_level == 3 ? versions - VersionSet{ProtocolVersion::tls_1_0} : versions;
}

// parse_profile reads `openssl-3.0`, `openssl-3.1`, which stands for all later releases of 3, and
// `openssl-4.0`, which stands for all of 4.
[[nodiscard]] std::optional<Profile> parse_profile(std::string_view text);
[[nodiscard]] std::string_view profile_name(Profile profile);
// all_profile_names is for flags; profile_names puts commas between, for messages.
[[nodiscard]] std::vector<std::string> all_profile_names();
[[nodiscard]] std::string profile_names();
// profile_words is the family in words: `OpenSSL 3.0`, `OpenSSL 3.1 to 3.x`, `OpenSSL 4`.
[[nodiscard]] std::string_view profile_words(Profile profile);

// ReleaseFamily is where a release belongs.
struct ReleaseFamily {
    Profile profile = Profile::openssl_4_0;
    bool measured = true;  // false: newer than any of them, so the newest stands in for it
};

// family_of reads a release such as `3.0.19` or `4.0.2-dev`.
[[nodiscard]] ReleaseFamily family_of(std::string_view release);

}  // namespace tlsmatrix
