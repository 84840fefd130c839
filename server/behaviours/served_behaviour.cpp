#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include <tlsmatrix/server/behaviours/served_behaviour.hpp>
#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::server {
namespace {

using Other = Behaviour::Other;
using Codes = std::vector<std::uint16_t>;

// A hello that fits one packet of Ethernet is shorter; one with a share of ML-KEM is longer.
constexpr std::size_t longest_hello = 1'400;

bool any_hello(const HeardHello&, std::uint16_t) {
    return true;
}

bool offers_above(const HeardHello& heard, std::uint16_t limit) {
    const auto is_above = [limit](std::uint16_t code) { return code > limit && !is_grease(code); };
    const auto& versions = heard.hello.supported_versions;
    return heard.hello.legacy_version > limit ||
           (versions && std::any_of(versions->begin(), versions->end(), is_above));
}

bool offers_no_1_3(const HeardHello& heard, std::uint16_t) {
    return !heard.hello.offered_versions().contains(ProtocolVersion::tls_1_3);
}

bool lists_no_1_3(const HeardHello& heard, std::uint16_t) {
    return heard.hello.supported_versions && offers_no_1_3(heard, 0);
}

bool has_grease(const HeardHello& heard, std::uint16_t) {
    const auto any = [](const Codes& codes) {
        return std::any_of(codes.begin(), codes.end(), is_grease);
    };
    const ClientHello& hello = heard.hello;
    return any(hello.cipher_suites) || any(hello.extensions) || any(hello.supported_groups) ||
           any(hello.signature_algorithms) || any(hello.supported_versions.value_or(Codes{}));
}

bool is_long(const HeardHello& heard, std::uint16_t) {
    return heard.bytes > longest_hello;
}

bool is_split(const HeardHello& heard, std::uint16_t) {
    return heard.records > 1 || heard.reads > 1;
}

// Those of IANA's registry, and of the browsers' own: NPN, ALPS twice, Channel ID, ECH.
bool is_known_extension(std::uint16_t code) {
    constexpr std::uint16_t last_in_row = 63;
    constexpr std::array<std::uint16_t, 6> others{13172, 17513, 17613,
                                                  30032, 65037, extension::renegotiation_info};
    return code <= last_in_row || std::find(others.begin(), others.end(), code) != others.end();
}

bool has_unknown_extension(const HeardHello& heard, std::uint16_t) {
    const Codes& all = heard.hello.extensions;
    return !std::all_of(all.begin(), all.end(), is_known_extension);
}

bool is_of_sslv2(const HeardHello& heard, std::uint16_t) {
    return heard.hello.format == ClientHello::Format::sslv2 &&
           heard.hello.legacy_version == sslv2_code;
}

void add_intolerant(std::vector<Behaviour>& all) {
    struct Way {
        std::string_view name;
        std::string_view words;
        Reaction reaction;
    };
    constexpr std::array ways{
        Way{"alert", "refuses by alert handshake_failure", Reaction::alert},
        Way{"reset", "resets the connection of", Reaction::reset},
        Way{"close", "closes without an alert on", Reaction::close},
        Way{"silence", "never answers", Reaction::silence},
    };
    for (const Way& way : ways) {
        for (const ProtocolVersion above :
             {ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_1, ProtocolVersion::tls_1_0}) {
            all.push_back(
                {fmt::format("{}-above-{}", way.name, short_name(above)),
                 fmt::format("{} a hello that offers more than {}", way.words, wire_name(above)),
                 Standard::older_versions_1_2, way.reaction, offers_above,
                 static_cast<std::uint16_t>(above), alert_code::handshake_failure,
                 VersionSet::all().up_to(above)});
        }
    }
}

std::vector<Behaviour> made_table() {
    const VersionSet modern{ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3};
    const VersionSet only_1_2{ProtocolVersion::tls_1_2};
    std::vector<Behaviour> all;
    add_intolerant(all);
    const std::array others{
        Behaviour{"blind-to-supported-versions",
                  "goes by legacy_version where supported_versions has no 1.3",
                  Standard::supported_versions, Reaction::other_server, lists_no_1_3, 0, 0, modern,
                  "", Other::fixed_to_1_2},
        Behaviour{"bogus-version", "answers each hello with a ServerHello of version 0x0305",
                  Standard::server_hello_1_2, Reaction::bogus_hello, any_hello, 0, 0,
                  VersionSet::all()},
        Behaviour{"sentinel-missing", "supports 1.3 and chooses 1.2 without a downgrade sentinel",
                  Standard::server_hello, Reaction::other_server, offers_no_1_3, 0, 0, modern, "",
                  Other::pinned_to_1_2},
        Behaviour{"sentinel-false", "sets the sentinel of 1.3 though 1.2 is its highest version",
                  Standard::server_hello, Reaction::other_server, any_hello, 0, 0, only_1_2, "",
                  Other::sentinel_of_1_3},
        Behaviour{"sentinel-private",
                  "supports 1.3 and chooses 1.2 with a sentinel of its own, once Java's",
                  Standard::server_hello, Reaction::other_server, offers_no_1_3, 0, 0, modern, "",
                  Other::sentinel_of_jdk},
        Behaviour{"chokes-on-grease", "refuses a hello with GREASE by alert illegal_parameter",
                  Standard::grease_server, Reaction::alert, has_grease, 0,
                  alert_code::illegal_parameter, VersionSet::all()},
        Behaviour{
            "chokes-on-long-hello",
            fmt::format("resets the connection of a hello longer than {} bytes", longest_hello),
            Standard::record_layer, Reaction::reset, is_long, 0, 0, VersionSet::all()},
        Behaviour{"chokes-on-split-hello",
                  "closes on a hello that comes in more than one record or segment",
                  Standard::record_layer, Reaction::close, is_split, 0, 0, VersionSet::all()},
        Behaviour{"chokes-on-unknown-extensions",
                  "refuses a hello with an extension that it does not know", Standard::client_hello,
                  Reaction::alert, has_unknown_extension, 0, alert_code::unsupported_extension,
                  VersionSet::all()},
        Behaviour{"one-suite", "has one cipher suite a version, and not the one that all must have",
                  Standard::mandatory_suites, Reaction::nothing, any_hello, 0, 0, modern,
                  "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-CHACHA20-POLY1305:"
                  "TLS_CHACHA20_POLY1305_SHA256"},
        Behaviour{"warning-before-hello",
                  "sends the warning unrecognized_name before its ServerHello",
                  Standard::server_name, Reaction::warning, any_hello, 0,
                  alert_code::unrecognized_name, VersionSet::all()},
        Behaviour{"half-open", "says nothing more once the handshake is over, not even goodbye",
                  Standard::closure_alerts_1_2, Reaction::half_open, any_hello, 0, 0,
                  VersionSet::all()},
        Behaviour{"answers-sslv2", "answers a hello of SSLv2 with a ServerHello of SSLv2",
                  Standard::no_sslv2, Reaction::sslv2_hello, is_of_sslv2, 0, 0, VersionSet::all()},
    };
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

}  // namespace

std::span<const Behaviour> behaviours() {
    static const std::vector<Behaviour> table = made_table();
    return table;
}

const Behaviour* find_behaviour(std::string_view name) {
    const auto all = behaviours();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [name](const auto& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string behaviour_table() {
    std::string text;
    for (const Behaviour& each : behaviours()) {
        text += fmt::format("{:<28} {}\n{:<28} against {}\n", each.name, each.summary, "",
                            citation(each.breaks));
    }
    return text;
}

std::string behaviour_cause(const Behaviour& behaviour) {
    return fmt::format("misbehaves on purpose: {} {}, against {}", behaviour.name,
                       behaviour.summary, citation(behaviour.breaks));
}

}  // namespace tlsmatrix::server
