#include <array>

#include <tlsmatrix/reproduce/story.hpp>

namespace tlsmatrix::reproduce {
namespace {

using enum ProtocolVersion;

constexpr VersionSet modern{tls_1_2, tls_1_3};

// The reported server had an RSA certificate and preferred what every server prefers.
constexpr check::ServerProfile reported{"reported", "an RSA certificate", certs::KeyType::rsa, "",
                                        VersionSet{tls_1_0, tls_1_1}};
constexpr check::ServerProfile static_rsa{"static-RSA", "an RSA certificate", certs::KeyType::rsa,
                                          "kRSA", VersionSet{tls_1_0}};

constexpr std::array scene_table{
    Scene{Chapter::report, Actor::ours, Stage::tls_1_1, VersionSet::all(), tls_1_1, true,
          "The version is the server's choice among those that the client offers. This client "
          "accepts every version, as most did by default, and TLSv1.1 is all that the server "
          "speaks: it is in both sets, so it is spoken."},
    Scene{Chapter::report, Actor::ours, Stage::tls_1_0, VersionSet::all(), tls_1_0, true,
          "The same one version lower. Nothing in TLS warns of it: to take less is what the client "
          "was built for."},
    Scene{Chapter::report, Actor::requests, Stage::tls_1_1, VersionSet::all(), tls_1_1, true,
          "requests leaves the versions to urllib3's context, which had no lower bound then. "
          "(OpenSSL's security level, which the report's OpenSSL did not have, is set to 0 here.)"},
    Scene{Chapter::report, Actor::requests, Stage::tls_1_0, VersionSet::all(), tls_1_0, true,
          "And the same at TLSv1: status 200, 43 bytes, as reported."},
    Scene{Chapter::report, Actor::old_node, Stage::tls_1_1, VersionSet::all(), tls_1_1, true,
          "OpenSSL 1.0.1e, the library of the report: its hello says TLSv1.2 at most, and has no "
          "place for a lower bound."},
    Scene{Chapter::report, Actor::old_node, Stage::tls_1_0, VersionSet::all(), tls_1_0, true,
          "Nor has it one here."},
    Scene{Chapter::cure, Actor::ours, Stage::tls_1_1, modern, std::nullopt, true,
          "A list of the versions that are acceptable, 1.2 and 1.3: the hello names these alone, "
          "the server finds none that it speaks, and says so with protocol_version."},
    Scene{Chapter::cure, Actor::ours, Stage::tls_1_0, modern, std::nullopt, true,
          "The same list holds against TLSv1."},
    Scene{Chapter::cure, Actor::requests_cured, Stage::tls_1_1, modern, std::nullopt, true,
          "The answer to the report: an HTTPAdapter hands urllib3 a context with OP_NO_TLSv1 and "
          "OP_NO_TLSv1_1. What is left is the same list."},
    Scene{Chapter::cure, Actor::requests_cured, Stage::tls_1_0, modern, std::nullopt, true,
          "And again at TLSv1: no request is ever sent."},
    Scene{Chapter::today, Actor::wget, Stage::tls_1_0, VersionSet::all(), tls_1_0, false,
          "Debian 12's wget has GnuTLS, whose default still holds TLSv1: it takes it in silence."},
    Scene{Chapter::today, Actor::git, Stage::tls_1_0, VersionSet::all(), tls_1_0, false,
          "git comes with GnuTLS, too."},
    Scene{Chapter::today, Actor::curl, Stage::tls_1_0, VersionSet::all(), std::nullopt, false,
          "curl has OpenSSL, and seems to refuse. Yet it had offered TLSv1: what ends it is the "
          "security level, which forbids the SHA-1 signature of the key exchange.",
          "curl has OpenSSL, whose security level from 3.1 on takes TLSv1 out of what it offers."},
    Scene{Chapter::today, Actor::curl, Stage::tls_1_0_static_rsa, VersionSet::all(), tls_1_0, false,
          "The same curl at a server that prefers static RSA, where nothing is signed: it takes "
          "TLSv1 all the same.",
          "With OpenSSL 3.0 it takes TLSv1 here, since static RSA has nothing to sign; from 3.1 on "
          "it has not offered it."},
};

}  // namespace

std::string_view heading(Chapter chapter) {
    switch (chapter) {
        case Chapter::report:
            return "The report: a server is pinned to an old version, and the client talks to it";
        case Chapter::cure:
            return "The cure: a list of the versions that you would be okay with";
        case Chapter::today:
            return "What this machine's programs do today, as they come";
    }
    return {};
}

check::Trial trial_of(Stage stage) {
    switch (stage) {
        case Stage::tls_1_1:
            return {check::Trial::Kind::pinned, {tls_1_1}, &reported};
        case Stage::tls_1_0:
            return {check::Trial::Kind::pinned, {tls_1_0}, &reported};
        case Stage::tls_1_0_static_rsa:
            break;
    }
    return {check::Trial::Kind::pinned, {tls_1_0}, &static_rsa};
}

std::string_view describe(Stage stage) {
    switch (stage) {
        case Stage::tls_1_1:
            return "a server pinned to TLSv1.1";
        case Stage::tls_1_0:
            return "a server pinned to TLSv1";
        case Stage::tls_1_0_static_rsa:
            return "a server pinned to TLSv1 with static RSA";
    }
    return {};
}

std::span<const Scene> scenes() {
    return scene_table;
}

}  // namespace tlsmatrix::reproduce
