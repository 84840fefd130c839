#include <algorithm>
#include <array>

#include <tlsmatrix/scan/behaviour.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::scan {
namespace {

constexpr std::uint16_t unknown_version = 0x0305;  // what a TLS 1.4 would be
constexpr std::uint16_t grease_version = 0x7a7a;
constexpr std::size_t suites_of_small_offer = 20;

// An ordinary hello of today, as far as the server's suites go.
const std::vector<std::uint16_t> ordinary{0x0304, 0x0303, 0x0302, 0x0301};

std::vector<std::uint16_t> with_first(std::uint16_t first, std::vector<std::uint16_t> rest) {
    rest.insert(rest.begin(), first);
    return rest;
}

// Oddity is a row of what is tried. A legacy_version without supported_versions can get 1.2 at
// most.
struct Oddity {
    Probe::Kind kind;
    std::string_view name;
    std::uint16_t legacy_version;
    std::vector<std::uint16_t> supported_versions;
    bool grease_suite = false;
    bool grease_extensions = false;
};

const std::vector<Oddity>& oddities() {
    static const std::vector<Oddity> all{
        {Probe::Kind::unknown_version, "legacy_version 0x0304", tls_1_3, {}},
        {Probe::Kind::unknown_version, "legacy_version 0x0305", unknown_version, {}},
        {Probe::Kind::unknown_version, "supported_versions 0x0305", tls_1_2,
         with_first(unknown_version, ordinary)},
        {Probe::Kind::grease, "a version", tls_1_2, with_first(grease_version, ordinary)},
        {Probe::Kind::grease, "a cipher suite", tls_1_2, ordinary, true},
        {Probe::Kind::grease, "extensions and groups", tls_1_2, ordinary, false, true},
    };
    return all;
}

constexpr std::size_t long_hello = 2'000;  // as one with a share of ML-KEM and a ticket

// Shape is a row of what else is tried: an ordinary hello in a form that it may have.
struct Shape {
    std::string_view name;
    std::size_t length = 0;
    bool unknown_extension = false;
    Probe::Form form = Probe::Form::usual;
};

constexpr std::array shapes{
    Shape{"2000 bytes", long_hello},
    Shape{"in two records", 0, false, Probe::Form::two_records},
    Shape{"in two segments", 0, false, Probe::Form::two_segments},
    Shape{"an unknown extension", 0, true},
};

// The suites of every version up to a limit, each once, those of the highest version first.
std::vector<std::uint16_t> suites_up_to(const std::vector<Spoken>& spoken, std::uint16_t limit,
                                        bool small) {
    std::vector<std::uint16_t> suites;
    for (auto each = spoken.rbegin(); each != spoken.rend(); ++each) {
        if (each->version > limit) {
            continue;
        }
        for (const std::uint16_t suite : each->cipher_suites) {
            if (std::find(suites.begin(), suites.end(), suite) == suites.end()) {
                suites.push_back(suite);
            }
        }
    }
    if (small && suites.size() > suites_of_small_offer) {
        suites.resize(suites_of_small_offer);
    }
    return suites;
}

std::optional<std::uint16_t> highest_up_to(const std::vector<Spoken>& spoken, std::uint16_t limit) {
    const auto found = std::find_if(spoken.rbegin(), spoken.rend(),
                                    [limit](const Spoken& each) { return each.version <= limit; });
    return found == spoken.rend() ? std::nullopt : std::optional(found->version);
}

// A server that does not look at supported_versions chooses the highest version here, though the
// hello leaves it out.
void add_blindness(const std::vector<Spoken>& spoken, bool small, std::vector<Probe>& all) {
    const auto highest = highest_up_to(spoken, tls_1_2);
    if (!highest || *highest <= 0x0301) {
        return;
    }
    Probe probe;
    probe.kind = Probe::Kind::hello;
    probe.blindness = true;
    for (const std::uint16_t version : ordinary) {
        if (version < *highest) {
            probe.offer.supported_versions.push_back(version);
        }
    }
    const auto below = highest_up_to(spoken, static_cast<std::uint16_t>(*highest - 1));
    probe.expected = below && *below > sslv3_code ? below : std::nullopt;
    probe.name = "all versions but " + version_code_name(*highest);
    probe.offer.legacy_version = *highest;
    probe.offer.cipher_suites = suites_up_to(spoken, *highest, small);
    probe.offer.small = small;
    all.push_back(std::move(probe));
}

// An ordinary hello of a client of 1.3 is nothing odd to a server of 1.2, and some choke on it.
void add_newest(const std::vector<Spoken>& spoken, bool small, std::vector<Probe>& all) {
    const auto highest = highest_up_to(spoken, tls_1_3);
    if (!highest || *highest == tls_1_3) {
        return;
    }
    Probe probe;
    probe.kind = Probe::Kind::hello;
    probe.name = "versions up to TLSv1.3";
    probe.expected = highest;
    probe.offer.supported_versions = ordinary;
    probe.offer.cipher_suites = suites_up_to(spoken, tls_1_3, small);
    probe.offer.small = small;
    all.push_back(std::move(probe));
}

// Each of these is asked as a client of the server's highest version would.
void add_shapes(const std::vector<Spoken>& spoken, bool small, std::vector<Probe>& all) {
    const auto highest = highest_up_to(spoken, tls_1_3);
    if (!highest || *highest <= sslv3_code) {
        return;
    }
    for (const Shape& shape : shapes) {
        Probe probe;
        probe.kind = Probe::Kind::hello;
        probe.name = shape.name;
        probe.expected = highest;
        probe.form = shape.form;
        if (*highest == tls_1_3) {
            probe.offer.supported_versions = ordinary;
        } else {
            probe.offer.legacy_version = *highest;
        }
        probe.offer.cipher_suites = suites_up_to(spoken, tls_1_3, small);
        probe.offer.small = small;
        probe.offer.length = shape.length;
        probe.offer.unknown_extension = shape.unknown_extension;
        all.push_back(std::move(probe));
    }
}

// What is no choice may have another reason: the suites, or that a hello may leave a version out.
Verdict judge_blindness(const Probe& probe, const Answer& answer) {
    const auto chosen = chosen_version(answer);
    const auto& named = probe.offer.supported_versions;
    if (chosen && std::find(named.begin(), named.end(), *chosen) == named.end()) {
        return Verdict::wrong;
    }
    const bool is_alert = std::holds_alternative<Alert>(answer);
    return chosen == probe.expected && (chosen || is_alert) ? Verdict::right : Verdict::unclear;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
    constexpr std::array<std::string_view, std::size(verdicts)> names{"right", "wrong", "unclear",
                                                                      "untested"};
    return names[static_cast<std::size_t>(verdict)];
}

std::optional<Offer> fallback_offer(const std::vector<Spoken>& spoken) {
    if (spoken.size() < 2) {
        return std::nullopt;
    }
    const Spoken& second = spoken[spoken.size() - 2];
    Offer offer = offer_at(second.version, second.cipher_suites);
    offer.cipher_suites.push_back(fallback_scsv_code);
    return offer;
}

Verdict judge_fallback(const Answer& answer) {
    if (is_alert(answer, alert_code::inappropriate_fallback)) {
        return Verdict::right;
    }
    return std::holds_alternative<ServerHello>(answer) ? Verdict::wrong : Verdict::unclear;
}

DowngradeSentinel expected_sentinel(std::uint16_t version, std::uint16_t highest) {
    if (version == tls_1_2 && highest >= tls_1_3) {
        return DowngradeSentinel::tls_1_2;
    }
    const bool below = version > sslv3_code && version <= tls_1_1;
    return below && highest >= tls_1_2 ? DowngradeSentinel::tls_1_1_or_below
                                       : DowngradeSentinel::none;
}

std::vector<Probe> probes(const std::vector<Spoken>& spoken, bool small) {
    std::vector<Probe> all;
    for (const Oddity& oddity : oddities()) {
        const std::uint16_t limit = oddity.supported_versions.empty() ? tls_1_2 : tls_1_3;
        Probe probe;
        probe.kind = oddity.kind;
        probe.name = oddity.name;
        probe.expected = highest_up_to(spoken, limit);
        // A server of 1.3 alone has to refuse a hello that cannot ask for 1.3, whatever its suites.
        probe.offer.cipher_suites = suites_up_to(spoken, probe.expected ? limit : tls_1_3, small);
        if (probe.offer.cipher_suites.empty()) {
            continue;
        }
        if (oddity.grease_suite) {
            probe.offer.cipher_suites =
                with_first(grease_code, std::move(probe.offer.cipher_suites));
        }
        probe.offer.legacy_version = oddity.legacy_version;
        probe.offer.supported_versions = oddity.supported_versions;
        probe.offer.grease = oddity.grease_extensions;
        probe.offer.small = small;
        all.push_back(std::move(probe));
    }
    add_newest(spoken, small, all);
    add_blindness(spoken, small, all);
    add_shapes(spoken, small, all);
    return all;
}

Offer control_of(const Probe& probe) {
    Offer offer = probe.offer;
    offer.grease = false;
    offer.unknown_extension = false;
    offer.length = 0;
    const std::uint16_t highest = std::min(probe.expected.value_or(tls_1_2), tls_1_2);
    if (probe.kind == Probe::Kind::hello && probe.expected.value_or(tls_1_3) < tls_1_3) {
        offer.supported_versions.clear();  // which a server of 1.2 alone need not know
    }
    offer.legacy_version =
        std::min(offer.legacy_version, offer.supported_versions.empty() ? highest : tls_1_2);
    std::erase_if(offer.supported_versions,
                  [](std::uint16_t code) { return !protocol_version_from_code(code); });
    std::erase(offer.cipher_suites, grease_code);
    return offer;
}

bool is_bogus_choice(const Offer& offer, const Answer& answer) {
    const auto* hello = std::get_if<ServerHello>(&answer);
    if (hello == nullptr) {
        return false;
    }
    std::uint16_t highest = offer.legacy_version;
    for (const std::uint16_t code : offer.supported_versions) {
        highest = std::max(highest, is_grease(code) ? std::uint16_t{0} : code);
    }
    return hello->version < sslv3_code || hello->version > std::min(highest, tls_1_3);
}

Verdict judge_probe(const Probe& probe, const Answer& answer) {
    if (probe.blindness) {
        return judge_blindness(probe, answer);
    }
    if (probe.expected) {
        return chosen_version(answer) == probe.expected ? Verdict::right : Verdict::wrong;
    }
    return std::holds_alternative<Alert>(answer) ? Verdict::right : Verdict::wrong;
}

}  // namespace tlsmatrix::scan
