#include <algorithm>

#include <tlsmatrix/tls/account/detail/view.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::account {
namespace {

using enum ProtocolVersion;

bool has_key_for(const CipherSuite& suite, ProtocolVersion version, CertificateKind key) {
    switch (authentication_of(suite)) {
        case Authentication::any:
            return true;
        case Authentication::rsa:
            return key == CertificateKind::rsa;
        case Authentication::ecdsa:  // RFC 8422 section 5.10: EdDSA keys go with these, from 1.2
            return key == CertificateKind::ecdsa ||
                   (key == CertificateKind::ed25519 && version >= tls_1_2);
        case Authentication::dss:
            break;
    }
    return false;
}

// Finite fields need no group of the hello's before 1.3 (RFC 7919 came later).
bool needs_curve(const CipherSuite& suite) {
    return suite.era == CipherSuite::Era::only_1_3 ||
           suite.iana.find("_ECDHE_") != std::string_view::npos;
}

bool holds(const std::vector<std::uint16_t>& codes, std::uint16_t code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

View::View(const Facts& of) : facts(of) {
    if (const auto* refused = std::get_if<Refused>(&of.outcome)) {
        alert = &refused->alert;
    } else if (std::holds_alternative<Negotiated>(of.outcome)) {
        alert = of.seen.decisive_alert();
    }
    if (of.seen.client_hello) {
        hello = &*of.seen.client_hello;
        named = hello->offered_versions();
        best = named.highest();
        allowed = hello->allowed_versions();
    }
    if (of.seen.server_hello) {
        answer = &*of.seen.server_hello;
        chosen = protocol_version_from_code(answer->version);
    }
    if (at_server()) {
        common = allowed & of.own.versions;
        prospect = common.highest();
        look_at_suites();
    }
}

void View::look_at_suites() {
    if (!hello || !prospect || facts.own.cipher_suites.empty()) {
        return;
    }
    needs_group = true;
    for (const std::uint16_t code : hello->cipher_suites) {
        const CipherSuite* suite = find_suite(code);
        if (suite == nullptr || !versions_of(*suite).contains(*prospect) ||
            !holds(facts.own.cipher_suites, code)) {
            continue;
        }
        fits_suite = true;
        if (!facts.own.key || has_key_for(*suite, *prospect, *facts.own.key)) {
            fits_key = true;
            needs_group = needs_group && needs_curve(*suite);
        }
    }
    needs_group = needs_group && fits_key;
}

bool View::plain_alert() const {
    if (!std::holds_alternative<Refused>(facts.outcome) || alert->sender == facts.own.self) {
        return false;
    }
    const auto found = std::find(seen().alerts.begin(), seen().alerts.end(), *alert);
    return found != seen().alerts.end() && found->plaintext;
}

const ObservedAlert* View::warning() const {
    const ObservedAlert* last = nullptr;
    for (const ObservedAlert& each : seen().alerts) {
        if (each.ends_handshake()) {
            break;
        }
        const bool counts = alert == nullptr || each.sender != alert->sender;
        if (counts && each.level == AlertLevel::warning && !each.closes_politely()) {
            last = &each;
        }
    }
    return last;
}

bool signs_with_sha1_alone(const ClientHello& hello) {
    constexpr unsigned sha1 = 2;  // RFC 5246 section 7.4.1.4.1: the first byte is the hash
    return std::all_of(hello.signature_algorithms.begin(), hello.signature_algorithms.end(),
                       [](std::uint16_t code) { return is_grease(code) || (code >> 8) <= sha1; });
}

}  // namespace tlsmatrix::account
