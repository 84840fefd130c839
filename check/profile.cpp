#include <array>

#include <fmt/format.h>

#include <tlsmatrix/check/profile.hpp>
#include <tlsmatrix/engine/library.hpp>

namespace tlsmatrix::check {
namespace {

using certs::KeyType;

constexpr VersionSet before_1_3{ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_1,
                                ProtocolVersion::tls_1_2};
constexpr VersionSet only_1_3{ProtocolVersion::tls_1_3};

constexpr std::array profiles{
    ServerProfile{"ECDHE-RSA", "an RSA certificate", KeyType::rsa, "kECDHE+aRSA", before_1_3},
    ServerProfile{"DHE-RSA", "an RSA certificate", KeyType::rsa, "kDHE+aRSA", before_1_3},
    ServerProfile{"static-RSA", "an RSA certificate", KeyType::rsa, "kRSA", before_1_3},
    ServerProfile{"ECDHE-ECDSA", "a P-256 certificate", KeyType::ecdsa, "kECDHE+aECDSA",
                  before_1_3},
    ServerProfile{"RSA-certificate", "an RSA certificate", KeyType::rsa, "", only_1_3},
    ServerProfile{"P-256-certificate", "a P-256 certificate", KeyType::ecdsa, "", only_1_3},
};

// A server that somebody would run: all key exchanges, one certificate.
constexpr std::array general{
    ServerProfile{"any", "an RSA certificate", KeyType::rsa, "", VersionSet::all()},
    ServerProfile{"any", "a P-256 certificate", KeyType::ecdsa, "", VersionSet::all()},
};

VersionSet spoken() {
    VersionSet set;
    for (const ProtocolVersion version : all_versions) {
        if (can_speak(version)) {
            set.insert(version);
        }
    }
    return set;
}

}  // namespace

std::span<const ServerProfile> server_profiles() {
    return profiles;
}

std::optional<ProtocolVersion> Trial::version() const {
    return kind == Kind::pinned ? versions.lowest() : std::nullopt;
}

std::string Trial::name() const {
    switch (kind) {
        case Kind::pinned:
            return fmt::format("{} {}", versions.compact(), profile->name);
        case Kind::all_versions:
            return "all";
        case Kind::reset:
            return "reset";
    }
    return {};
}

std::vector<Trial> plan_trials(const TrialOptions& options) {
    std::vector<Trial> trials;
    const VersionSet possible = spoken();
    for (const ProtocolVersion version : possible.versions()) {
        for (const ServerProfile& profile : profiles) {
            if (profile.versions.contains(version) &&
                profile.key_type == options.key_type.value_or(profile.key_type)) {
                trials.push_back({Trial::Kind::pinned, {version}, &profile, options.pinned_only});
            }
        }
    }
    if (!options.pinned_only) {
        const bool ecdsa = options.key_type == KeyType::ecdsa;
        trials.push_back({Trial::Kind::all_versions, possible, &general[ecdsa ? 1 : 0]});
        trials.push_back({Trial::Kind::reset, possible, nullptr});
    }
    return trials;
}

}  // namespace tlsmatrix::check
