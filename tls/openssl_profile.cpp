#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/tls/openssl_profile.hpp>

namespace tlsmatrix {
namespace {

struct ProfileRow {
    Profile profile;
    std::string_view name;
    std::string_view words;
};

constexpr std::array rows{
    ProfileRow{Profile::openssl_3_0, "openssl-3.0", "OpenSSL 3.0"},
    ProfileRow{Profile::openssl_3_1, "openssl-3.1", "OpenSSL 3.1 to 3.x"},
    ProfileRow{Profile::openssl_4_0, "openssl-4.0", "OpenSSL 4"},
};

const ProfileRow& row_of(Profile profile) {
    return *std::find_if(rows.begin(), rows.end(),
                         [profile](const ProfileRow& row) { return row.profile == profile; });
}

// leading_number takes the number that the text begins with, if any, and the dot behind it; 0 else.
unsigned leading_number(std::string_view& text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with('.')) {
        text.remove_prefix(1);
    }
    return error == std::errc() ? number : 0;
}

}  // namespace

std::optional<Profile> parse_profile(std::string_view text) {
    for (const ProfileRow& row : rows) {
        if (text == row.name) {
            return row.profile;
        }
    }
    return std::nullopt;
}

std::string_view profile_name(Profile profile) {
    return row_of(profile).name;
}

std::vector<std::string> all_profile_names() {
    std::vector<std::string> names;
    for (const ProfileRow& row : rows) {
        names.emplace_back(row.name);
    }
    return names;
}

std::string profile_names() {
    return fmt::format("{}", fmt::join(all_profile_names(), ", "));
}

std::string_view profile_words(Profile profile) {
    return row_of(profile).words;
}

ReleaseFamily family_of(std::string_view release) {
    constexpr unsigned newest_measured = 4;
    const unsigned major = leading_number(release);
    const unsigned minor = leading_number(release);
    if (major == 3) {
        return {minor == 0 ? Profile::openssl_3_0 : Profile::openssl_3_1, true};
    }
    return {all_profiles.back(), major == newest_measured};
}

}  // namespace tlsmatrix
