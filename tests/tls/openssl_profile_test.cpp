#include <gtest/gtest.h>

#include <tlsmatrix/tls/local_library.hpp>
#include <tlsmatrix/tls/openssl_profile.hpp>

namespace tlsmatrix::openssl_profile_test {
namespace {

TEST(ParseProfile, ReadsEveryName) {
    for (const Profile profile : all_profiles) {
        EXPECT_EQ(parse_profile(profile_name(profile)), profile);
    }
    EXPECT_EQ(parse_profile("openssl-3.5"), std::nullopt);
    EXPECT_EQ(profile_names(), "openssl-3.0, openssl-3.1, openssl-4.0");
}

struct ReleaseCase {
    const char* release;
    Profile profile;
    bool measured;
};

TEST(FamilyOf, IsThatOfTheReleasesBehindIt) {
    using enum Profile;
    for (const ReleaseCase& each : {
             ReleaseCase{"3.0.0", openssl_3_0, true},
             {"3.0.19", openssl_3_0, true},
             {"3.1.9", openssl_3_1, true},
             {"3.5.7", openssl_3_1, true},
             {"3.10.1", openssl_3_1, true},  // not 3.1, nor 3.0
             {"3.6.0-beta1+quic", openssl_3_1, true},
             {"4.0.2-dev", openssl_4_0, true},
             {"4.1.0-dev", openssl_4_0, true},
             {"5.0.0", openssl_4_0, false},
             {"40.0.0", openssl_4_0, false},
             {"", openssl_4_0, false},
         }) {
        const ReleaseFamily family = family_of(each.release);
        EXPECT_EQ(family.profile, each.profile) << each.release;
        EXPECT_EQ(family.measured, each.measured) << each.release;
    }
}

TEST(LibraryWords, NameTheBuildsReleaseWhereItIsAnother) {
    LocalLibrary library{.release = "3.5.7", .versions = {}, .built_with = "3.5.7"};
    EXPECT_EQ(library_words(library), "3.5.7");
    library.built_with = "3.0.19";
    EXPECT_EQ(library_words(library), "3.5.7, built with 3.0.19");
    EXPECT_TRUE(is_another_release(library));
}

}  // namespace
}  // namespace tlsmatrix::openssl_profile_test
