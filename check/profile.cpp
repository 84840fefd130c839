#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/check/profile.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

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

constexpr std::array general{
    ServerProfile{"any", "an RSA certificate", KeyType::rsa, "", VersionSet::all()},
    ServerProfile{"any", "a P-256 certificate", KeyType::ecdsa, "", VersionSet::all()},
};

// KeyExchange is how the registry's names of a profile's suites begin.
struct KeyExchange {
    std::string_view profile;
    std::string_view prefix;
};

constexpr std::array key_exchanges{
    KeyExchange{"ECDHE-RSA", "TLS_ECDHE_RSA_WITH_"},
    KeyExchange{"DHE-RSA", "TLS_DHE_RSA_WITH_"},
    KeyExchange{"static-RSA", "TLS_RSA_WITH_"},
    KeyExchange{"ECDHE-ECDSA", "TLS_ECDHE_ECDSA_WITH_"},
};

// The signature algorithms of TLS 1.3 for each certificate.
constexpr std::array<std::uint16_t, 3> rsa_signatures{0x0804, 0x0805, 0x0806};
constexpr std::array<std::uint16_t, 1> p_256_signatures{0x0403};

template <class List>
bool shares(const std::vector<std::uint16_t>& offered, const List& wanted) {
    return std::any_of(wanted.begin(), wanted.end(), [&offered](std::uint16_t code) {
        return std::find(offered.begin(), offered.end(), code) != offered.end();
    });
}

bool has_key_exchange(const ClientHello& hello, const ServerProfile& profile,
                      ProtocolVersion version) {
    const auto found =
        std::find_if(key_exchanges.begin(), key_exchanges.end(),
                     [&profile](const KeyExchange& each) { return each.profile == profile.name; });
    const std::vector<std::uint16_t> suites = suites_for(hello, version);
    return std::any_of(suites.begin(), suites.end(), [found](std::uint16_t code) {
        return found == key_exchanges.end() || find_suite(code)->iana.starts_with(found->prefix);
    });
}

}  // namespace

std::span<const ServerProfile> server_profiles() {
    return profiles;
}

const ServerProfile& general_profile(KeyType key_type) {
    return general[key_type == KeyType::ecdsa ? 1 : 0];
}

bool can_negotiate(const ClientHello& hello, const ServerProfile& profile,
                   ProtocolVersion version) {
    if (version != ProtocolVersion::tls_1_3) {
        return has_key_exchange(hello, profile, version);
    }
    const auto& offered = hello.signature_algorithms;
    return profile.key_type == KeyType::rsa ? shares(offered, rsa_signatures)
                                            : shares(offered, p_256_signatures);
}

bool has_profile(std::uint16_t suite) {
    const CipherSuite* found = find_suite(suite);
    return found != nullptr && std::any_of(key_exchanges.begin(), key_exchanges.end(),
                                           [found](const KeyExchange& each) {
                                               return found->iana.starts_with(each.prefix);
                                           });
}

std::string_view attack_name(Attack attack) {
    switch (attack) {
        case Attack::reset:
            return "reset";
        case Attack::alert_40:
            return "alert 40";
        case Attack::end_of_file:
            return "end of file";
        case Attack::alert_70:
            return "alert 70";
        case Attack::alert_80:
            return "alert 80";
        case Attack::silence:
            return "silence";
    }
    return {};
}

std::optional<ProtocolVersion> Trial::version() const {
    const bool of_one =
        kind == Kind::pinned || kind == Kind::version_fixed || kind == Kind::server_hello;
    return of_one ? versions.lowest() : std::nullopt;
}

std::string Trial::server() const {
    switch (kind) {
        case Kind::pinned:
            return std::string(profile->name);
        case Kind::version_fixed:
            return fmt::format("{} forced", profile->name);
        case Kind::server_hello:
            return fmt::format("ServerHello {}", suite_name(suite));
        case Kind::all_versions:
            return "all";
        case Kind::attack:
            break;
    }
    const std::string_view name = attack_name(*attack);
    return spared ? fmt::format("{}, then {}", name, versions.compact()) : std::string(name);
}

std::string Trial::name() const {
    if (kind == Kind::all_versions || kind == Kind::attack) {
        return server();
    }
    return fmt::format("{} {}", versions.empty() ? version_code_name(code) : versions.compact(),
                       server());
}

}  // namespace tlsmatrix::check
