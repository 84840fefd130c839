// The facts of a handshake as the grounds of its causes ask for them.
//   if (const Known is(facts); is.by(Sender::server, {70})) ...
#pragma once

#include <algorithm>
#include <initializer_list>

#include <tlsmatrix/tls/account/facts.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::account_test {

using account::Facts;
using enum ProtocolVersion;

// Known is the facts in the words of a reader of the wire.
struct Known {
    explicit Known(const Facts& of)
        : facts(of),
          server(of.own.self == Sender::server),
          hello(of.seen.client_hello ? &*of.seen.client_hello : nullptr),
          answer(of.seen.server_hello ? &*of.seen.server_hello : nullptr) {
        if (const auto* refused = std::get_if<Refused>(&of.outcome)) {
            refused_by = refused->alert.sender;
            code = refused->alert.description;
        }
        for (const ProtocolVersion each : all_versions) {
            const auto number = static_cast<std::uint16_t>(each);
            if (hello != nullptr && hello->supported_versions) {
                const auto& list = *hello->supported_versions;
                if (std::find(list.begin(), list.end(), number) != list.end()) {
                    offers.insert(each);
                }
            } else if (hello != nullptr && number <= hello->legacy_version) {
                offers.insert(each);
            }
        }
        if (hello != nullptr && !hello->supported_versions) {
            offers = offers.up_to(tls_1_2);
        }
        if (server) {
            meeting = (offers & of.own.versions).highest();
        }
        if (answer != nullptr) {
            chosen = protocol_version_from_code(answer->version);
        }
    }

    [[nodiscard]] bool by(Sender sender, std::initializer_list<int> codes) const {
        return refused_by == sender &&
               (codes.size() == 0 || std::find(codes.begin(), codes.end(), code) != codes.end());
    }
    [[nodiscard]] bool for_reason(std::initializer_list<int> numbers) const {
        return std::find(numbers.begin(), numbers.end(), facts.seen.reason) != numbers.end();
    }
    [[nodiscard]] bool ssl_number() const {
        return hello != nullptr && hello->legacy_version <= 0x300;
    }
    // suites counts what both have for the version in common, and of the key.
    [[nodiscard]] int suites(bool for_key, bool without_curve) const {
        int count = 0;
        for (const std::uint16_t each : hello->cipher_suites) {
            const auto& own = facts.own.cipher_suites;
            const CipherSuite* suite = find_suite(each);
            if (suite == nullptr || std::find(own.begin(), own.end(), each) == own.end() ||
                !versions_of(*suite).contains(*meeting)) {
                continue;
            }
            const bool rsa = authentication_of(*suite) == Authentication::rsa;
            const bool any = authentication_of(*suite) == Authentication::any;
            const auto key = facts.own.key;
            const bool fits = !key || any || (rsa && key == CertificateKind::rsa) ||
                              (!rsa && key == CertificateKind::ecdsa) ||
                              (!rsa && key == CertificateKind::ed25519 && *meeting >= tls_1_2);
            const bool curve = any || suite->iana.find("ECDHE") != std::string_view::npos;
            count += (!for_key || fits) && (!without_curve || !curve) ? 1 : 0;
        }
        return count;
    }
    [[nodiscard]] bool known_suites() const {
        return server && hello != nullptr && meeting && !facts.own.cipher_suites.empty();
    }
    // A downgrade: the client had offered more than was chosen, and the random says so.
    [[nodiscard]] bool downgrade() const {
        return answer != nullptr && answer->sentinel != DowngradeSentinel::none && chosen &&
               offers.highest() && *offers.highest() > *chosen;
    }
    [[nodiscard]] bool whole_offer() const {
        return offers.contains(tls_1_3) &&
               (answer->sentinel == DowngradeSentinel::tls_1_2 || offers.contains(tls_1_2));
    }
    [[nodiscard]] bool level() const { return facts.own.openssl && facts.own.security_level > 0; }
    // The family counts: all but 3.0 take 1.1 at the first level that takes anything.
    [[nodiscard]] bool level_takes(VersionSet versions) const {
        const int takes_1_0 = facts.own.openssl == Profile::openssl_3_0 ? 3 : 1;
        const int takes_1_1 = facts.own.openssl == Profile::openssl_3_0 ? 4 : 1;
        const auto best = versions.highest();
        return level() && best && *best <= tls_1_1 &&
               facts.own.security_level >= (*best == tls_1_1 ? takes_1_1 : takes_1_0);
    }
    [[nodiscard]] bool weak_hashes() const {
        return std::all_of(hello->signature_algorithms.begin(), hello->signature_algorithms.end(),
                           [](std::uint16_t each) { return each < 0x0300; });
    }
    [[nodiscard]] const ObservedAlert* warning(std::optional<Sender> from) const {
        const ObservedAlert* last = nullptr;
        for (const ObservedAlert& each : facts.seen.alerts) {
            if (each.level != AlertLevel::fatal && each.description != 0 &&
                each.description != 90 && !each.ends_handshake() &&
                (!from || each.sender == *from)) {
                last = &each;
            }
        }
        return last;
    }
    [[nodiscard]] bool peer_said(int description) const {
        return std::any_of(
            facts.seen.alerts.begin(), facts.seen.alerts.end(), [&](const ObservedAlert& each) {
                return each.sender != facts.own.self && each.description == description;
            });
    }
    template <class Outcome>
    [[nodiscard]] bool ended() const {
        return std::holds_alternative<Outcome>(facts.outcome);
    }

    const Facts& facts;
    bool server;
    const ClientHello* hello;
    const ServerHello* answer;
    std::optional<Sender> refused_by = std::nullopt;
    int code = -1;
    VersionSet offers = {};
    std::optional<ProtocolVersion> meeting = std::nullopt;
    std::optional<ProtocolVersion> chosen = std::nullopt;
};

}  // namespace tlsmatrix::account_test
