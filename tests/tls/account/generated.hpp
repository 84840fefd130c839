// Observations that a generator makes, every one of its features of any value beside any other.
//   Generated made(seed);  const Account told = account::of(made.facts());
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <tlsmatrix/tls/account/facts.hpp>

namespace tlsmatrix::account_test {

// Feature is one typed fact; `feature_sizes` says how many values it takes.
// clang-format off
enum class Feature : std::size_t {
    self, ending, alert, sender, level, plaintext, at_tls_1_3, hello, offer, scsv, alpn, suites,
    groups, signatures, answer, sentinel, versions, engine, security_level, openssl, own_suites,
    shared_groups, key, verify_client, reason, complaint, received, reset, requested,
    client_certificate, certificate, peer_is_ours, goes_on_lower, stray, warning, farewell,
    run, later, begun, later_alert, unnarrowed, count
};

// clang-format on

inline constexpr std::size_t feature_count = static_cast<std::size_t>(Feature::count);
using Features = std::array<std::uint8_t, feature_count>;

extern const Features feature_sizes;

// Generated is a set of facts and what they point to. It stays where it is.
class Generated {
  public:
    explicit Generated(std::uint64_t seed);
    // Of features that somebody else chose; a value that a feature does not have is brought down.
    explicit Generated(const Features& features);
    Generated(const Generated&) = delete;
    Generated& operator=(const Generated&) = delete;

    [[nodiscard]] account::Facts facts() const;
    [[nodiscard]] const Features& features() const { return features_; }
    // story is what was generated, for a failure's message.
    [[nodiscard]] std::string story() const;

  private:
    [[nodiscard]] std::uint8_t at(Feature feature) const {
        return features_[static_cast<std::size_t>(feature)];
    }
    void make_hello();
    void make_wire();
    void make_outcome();
    void make_own();

    Features features_{};
    Observation seen_;
    HandshakeOutcome outcome_;
    account::OwnEnd own_;
};

}  // namespace tlsmatrix::account_test
