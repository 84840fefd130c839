// What libssl found wrong, as the number that it gives: the part of them that accounts look at.
#pragma once

namespace tlsmatrix::account {

// reason is libssl's number for what it found wrong (SSL_R_..., the same in every release); the
// engine holds them against its headers.
namespace reason {
inline constexpr int no_suitable_key_share = 101;
inline constexpr int no_suitable_signature_algorithm = 118;
inline constexpr int no_ciphers_available = 181;
inline constexpr int no_shared_cipher = 193;
inline constexpr int peer_did_not_return_a_certificate = 199;
inline constexpr int bad_hrr_version = 263;
inline constexpr int wrong_version_number = 267;
inline constexpr int no_suitable_groups = 295;
inline constexpr int renegotiation_encoding_error = 336;
inline constexpr int renegotiation_mismatch = 337;
inline constexpr int inappropriate_fallback = 373;
inline constexpr int no_shared_signature_algorithms = 376;
inline constexpr int too_many_warn_alerts = 409;
inline constexpr int no_shared_groups = 410;
}  // namespace reason

}  // namespace tlsmatrix::account
