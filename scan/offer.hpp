// A ClientHello of our own: any versions and suites, whatever the local OpenSSL can speak.
//   client_hello_record(offer_at(0x0301, suites_at(0x0301)), "example.org", Randomness::fresh())
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <tlsmatrix/base/byte_writer.hpp>

namespace tlsmatrix::scan {

inline constexpr std::uint16_t grease_code = 0x3a3a;  // one of RFC 8701's

// Offer is what a hello says. A value.
struct Offer {
    std::uint16_t legacy_version = 0x0303;
    std::vector<std::uint16_t> cipher_suites;
    std::vector<std::uint16_t> supported_versions = {};  // empty: no such extension
    bool small = false;   // few groups and signature algorithms, so that it fits in 255 bytes
    bool grease = false;  // GREASE among the extensions, groups, algorithms and key shares
    bool unknown_extension = false;  // one of the codes for private use
    std::size_t length = 0;          // padded to that, with its record's header; 0: as usual
    // groups stand in the place of the usual ones, each with a key share; empty: as usual.
    std::vector<std::uint16_t> groups = {};
    bool without_shares = false;  // the server is to name a group by a HelloRetryRequest

    friend bool operator==(const Offer&, const Offer&) = default;
};

// offer_at asks for one version and no other, as far as its hello can say that: up to 1.2 a server
// may answer with a lower one.
[[nodiscard]] Offer offer_at(std::uint16_t version, std::vector<std::uint16_t> cipher_suites);

// Randomness is the bytes of a hello that mean nothing. Nothing secret is made of them: any 32
// bytes without their top bit may be a public key of X25519, and no handshake is ever finished.
struct Randomness {
    std::array<std::uint8_t, 32> random{};
    std::array<std::uint8_t, 32> session_id{};
    std::array<std::uint8_t, 32> key_share{};

    [[nodiscard]] static Randomness fresh();
};

// client_hello_record is the hello in its record. Without extensions for SSLv3, which has none; an
// empty server_name leaves that extension out.
[[nodiscard]] Bytes client_hello_record(const Offer& offer, const std::string& server_name,
                                        const Randomness& randomness);

// sslv2_client_hello asks for SSLv2 with every cipher it ever had.
[[nodiscard]] Bytes sslv2_client_hello(const Randomness& randomness);

}  // namespace tlsmatrix::scan
