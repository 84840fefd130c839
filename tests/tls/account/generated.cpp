#include "tests/tls/account/generated.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tlsmatrix::account_test {
namespace {

using enum ProtocolVersion;
using Codes = std::vector<std::uint16_t>;

// Those that the guards ask for come more often than the rest.
constexpr std::array<std::uint8_t, 36> alerts{40, 40, 40, 40, 40, 70, 70,  70,  70,  70, 47,  47,
                                              47, 47, 80, 80, 86, 86, 116, 116, 120, 48, 48,  45,
                                              42, 46, 10, 22, 50, 51, 71,  112, 0,   90, 100, 200};
constexpr std::array<int, 18> reasons{0,   0,   118, 118, 376, 181, 193, 199, 199,
                                      263, 267, 295, 336, 337, 373, 373, 409, 999};
const std::array<Codes, 5> suite_lists{
    Codes{0x002f}, {0xc02b}, {0xc02f, 0x009c}, {0x1301, 0x1302}, {0x1301, 0xc02b, 0xc013, 0x002f}};
const std::array<Codes, 4> own_suite_lists{
    Codes{}, {0x1301, 0xc02b}, {0xc02f, 0x002f, 0xc013}, {0x1301, 0xc02b, 0xc02f, 0xc013, 0x002f}};
const std::array<Codes, 3> group_lists{Codes{}, {29, 23}, {0x6399}};
const std::array<Codes, 4> signature_lists{Codes{}, {0x0201, 0x0203}, {0x0403, 0x0804}, {0x0807}};
const std::array<std::vector<std::string>, 4> protocol_lists{
    std::vector<std::string>{}, {"h2"}, {"h2", "http/1.1"}, {"a", "b", "c", "d", "e"}};
const std::array<std::string, 6> strays{
    "", "GET /", "HTTP/", "SSH-2", std::string("\x80\x2e\x01\x00\x02", 5), std::string(5, '\0')};

// splitmix64: each seed gives numbers of its own, on every machine the same.
std::uint64_t next(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
}

Features features_of(std::uint64_t seed) {
    std::uint64_t state = seed * 0xd1342543de82ef95U + 1;
    Features features{};
    for (std::size_t i = 0; i < feature_count; ++i) {
        features[i] = static_cast<std::uint8_t>(next(state) % feature_sizes[i]);
    }
    return features;
}

VersionSet set_of(unsigned bits) {
    VersionSet set;
    for (std::size_t i = 0; i < all_versions.size(); ++i) {
        if ((bits >> i & 1U) != 0) {
            set.insert(all_versions[i]);
        }
    }
    return set;
}

}  // namespace

const Features feature_sizes{2,
                             7,
                             alerts.size(),
                             2,
                             3,
                             2,
                             2,
                             5,
                             16,
                             2,
                             4,
                             suite_lists.size(),
                             3,
                             4,
                             6,
                             3,
                             16,
                             2,
                             5,
                             all_profiles.size() + 1,
                             own_suite_lists.size(),
                             3,
                             4,
                             3,
                             reasons.size(),
                             2,
                             3,
                             2,
                             2,
                             2,
                             6,
                             2,
                             2,
                             strays.size(),
                             3,
                             4,
                             16,
                             6,
                             2,
                             2,
                             16};

Generated::Generated(std::uint64_t seed) : Generated(features_of(seed)) {}

Generated::Generated(const Features& features) {
    for (std::size_t i = 0; i < feature_count; ++i) {
        features_[i] = static_cast<std::uint8_t>(features[i] % feature_sizes[i]);
    }
    make_hello();
    make_wire();
    make_outcome();
    make_own();
}

// Of the five kinds one has no hello, one has a list, one has a list beside SSL's number, one has
// no list, and one is SSL's.
void Generated::make_hello() {
    const unsigned kind = at(Feature::hello);
    if (kind == 0) {
        return;
    }
    ClientHello hello;
    const VersionSet offer = set_of(at(Feature::offer));
    const auto best = offer.highest();
    hello.legacy_version = static_cast<std::uint16_t>(best && *best < tls_1_2 ? *best : tls_1_2);
    if (kind == 1 || kind == 2) {
        hello.supported_versions.emplace();
        for (const ProtocolVersion version : offer.versions()) {
            hello.supported_versions->push_back(static_cast<std::uint16_t>(version));
        }
        hello.legacy_version = kind == 2 ? sslv3_code : hello.legacy_version;
    } else if (kind == 4) {
        hello.format = ClientHello::Format::sslv2;
        hello.legacy_version = best ? sslv3_code : sslv2_code;
    }
    hello.cipher_suites = suite_lists[at(Feature::suites)];
    if (at(Feature::scsv) != 0) {
        hello.cipher_suites.push_back(0x5600);
    }
    hello.alpn = protocol_lists[at(Feature::alpn)];
    hello.supported_groups = group_lists[at(Feature::groups)];
    hello.signature_algorithms = signature_lists[at(Feature::signatures)];
    seen_.client_hello = std::move(hello);
}

void Generated::make_wire() {
    if (const unsigned answer = at(Feature::answer)) {
        const auto code = answer == 5 ? 0x7f1cU : 0x0300U + answer;
        seen_.server_hello =
            ServerHello{.version = static_cast<std::uint16_t>(code),
                        .sentinel = static_cast<DowngradeSentinel>(at(Feature::sentinel))};
    }
    seen_.reason = reasons[at(Feature::reason)];
    seen_.complaint = at(Feature::complaint) != 0 ? "words of libssl" : "";
    seen_.received = std::array<std::uint64_t, 3>{0, 3, 700}[at(Feature::received)];
    seen_.reset = at(Feature::reset) != 0;
    seen_.certificate_requested = at(Feature::requested) != 0;
    seen_.client_certificate = at(Feature::client_certificate) != 0;
    seen_.stray = strays[at(Feature::stray)];
    const auto note = [this](std::uint8_t description, Sender sender) {
        seen_.alerts.push_back({{description, AlertLevel::warning, sender}, true, false});
    };
    if (const unsigned warned = at(Feature::warning)) {
        note(112, static_cast<Sender>(warned - 1));
    }
    const Sender self = static_cast<Sender>(at(Feature::self));
    constexpr std::array<std::uint8_t, 4> farewells{0, 0, 90, 0};
    if (const unsigned farewell = at(Feature::farewell)) {
        note(farewells[farewell], farewell == 3 ? self : other(self));
    }
}

void Generated::make_outcome() {
    const Sender sender = static_cast<Sender>(at(Feature::sender));
    constexpr std::array<AlertLevel, 3> levels{AlertLevel::fatal, AlertLevel::warning,
                                               static_cast<AlertLevel>(7)};
    const Alert alert{alerts[at(Feature::alert)], levels[at(Feature::level)], sender};
    switch (at(Feature::ending)) {
        case 0:
            outcome_ = Negotiated{tls_1_2, "X", "", false};
            if (at(Feature::later_alert) != 0) {
                seen_.alerts.push_back({{alert.description, AlertLevel::fatal, sender}});
            }
            break;
        case 1:
            outcome_ = Closed{"closed"};
            break;
        case 2:
            outcome_ = Aborted{"aborted"};
            break;
        case 3:
            outcome_ = TimedOut{std::chrono::milliseconds(1500)};
            break;
        default:
            outcome_ = Refused{alert};
            seen_.alerts.push_back(
                {alert, at(Feature::plaintext) != 0, at(Feature::at_tls_1_3) != 0});
    }
}

void Generated::make_own() {
    own_.self = static_cast<Sender>(at(Feature::self));
    own_.versions = set_of(at(Feature::versions));
    own_.unnarrowed = set_of(at(Feature::unnarrowed));
    own_.run = set_of(at(Feature::run));
    own_.engine = static_cast<Engine>(at(Feature::engine));
    own_.security_level = at(Feature::security_level);
    if (const unsigned family = at(Feature::openssl)) {
        own_.openssl = static_cast<Profile>(family - 1);
    }
    own_.cipher_suites = own_suite_lists[at(Feature::own_suites)];
    if (const unsigned groups = at(Feature::shared_groups)) {
        own_.shared_groups = groups - 1;
    }
    if (const unsigned key = at(Feature::key)) {
        own_.key = static_cast<CertificateKind>(key - 1);
    }
    own_.verify_client = static_cast<VerifyClient>(at(Feature::verify_client));
}

account::Facts Generated::facts() const {
    return {.seen = seen_,
            .outcome = outcome_,
            .own = own_,
            .peer_is_ours = at(Feature::peer_is_ours) != 0,
            .certificate = static_cast<account::CertificateFault>(at(Feature::certificate)),
            .certificate_words = at(Feature::certificate) != 0 ? "words" : "",
            .goes_on_lower = at(Feature::goes_on_lower) != 0,
            .later = static_cast<account::Later>(at(Feature::later)),
            .begun = at(Feature::begun) != 0,
            .later_words = "what the system says"};
}

std::string Generated::story() const {
    return fmt::format("features {}; {}", fmt::join(features_, ","), describe(outcome_));
}

}  // namespace tlsmatrix::account_test
