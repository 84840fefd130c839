#include <algorithm>
#include <random>

#include <tlsmatrix/scan/key_share.hpp>
#include <tlsmatrix/scan/offer.hpp>
#include <tlsmatrix/scan/suite_order.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>
#include <tlsmatrix/tls/extension.hpp>

namespace tlsmatrix::scan {
namespace {

constexpr std::uint8_t client_hello = 1;
constexpr std::uint16_t x25519 = 29;

// Hellos of 256 to 511 bytes make some old load balancers hang (RFC 7685).
constexpr std::size_t padding_from = 256;
constexpr std::size_t padding_to = 512;

constexpr std::uint16_t private_extension = 0xff5a;

// Whatever group a server insists on: X25519, the NIST curves, X448, Brainpool, the older curves.
constexpr std::array<std::uint16_t, 19> curves{x25519, 23, 24, 25, 30, 28, 27, 26, 22, 14,
                                               13,     11, 12, 9,  10, 21, 19, 20, 18};
constexpr std::array<std::uint16_t, 4> few_curves{x25519, 23, 24, 25};
// Only for 1.3: below it, a server that has none of these would keep its DHE suites to itself
// (RFC 7919 section 4). The last three are the hybrids with ML-KEM.
constexpr std::array<std::uint16_t, 8> groups_of_1_3{256, 257,    258,    259,
                                                     260, 0x11ec, 0x11eb, 0x11ed};

constexpr std::array<std::uint16_t, 29> algorithms{
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a,
    0x080b, 0x0401, 0x0501, 0x0601, 0x081a, 0x081b, 0x081c, 0x0303, 0x0301, 0x0203,
    0x0201, 0x0402, 0x0502, 0x0602, 0x0302, 0x0202, 0x0101, 0x0708, 0x0709};
constexpr std::array<std::uint16_t, 8> few_algorithms{0x0403, 0x0804, 0x0401, 0x0501,
                                                      0x0601, 0x0203, 0x0201, 0x0202};

// Extensions is the block in the making, one function for each extension.
class Extensions {
  public:
    Extensions(ByteWriter& writer, const Offer& offer) : writer_(writer), offer_(offer) {}

    void write(const std::string& server_name, const Randomness& randomness) {
        if (offer_.grease) {
            add(0x1a1a, [] {});
        }
        if (!server_name.empty()) {
            server_name_extension(server_name);
        }
        if (offer_.supported_versions.empty() || oldest_is_below_1_3()) {
            below_1_3();
        }
        add(extension::supported_groups, [this] { writer_.vector(2, [this] { groups(); }); });
        if (offer_.legacy_version >= tls_1_2) {
            add(extension::signature_algorithms,
                [this] { writer_.vector(2, [this] { signature_algorithms(); }); });
        }
        if (!offer_.supported_versions.empty()) {
            add(extension::supported_versions, [this] {
                writer_.vector(1, [this] { writer_.codes(offer_.supported_versions); });
            });
            add(extension::key_share, [&] { writer_.vector(2, [&] { key_shares(randomness); }); });
        }
        if (offer_.grease) {
            add(0x2a2a, [this] { writer_.u8(0); });
        }
        if (offer_.unknown_extension) {
            add(private_extension, [this] { writer_.u8(0); });
        }
    }

    template <class Body>
    void add(std::uint16_t type, Body body) {
        writer_.u16(type);
        writer_.vector(2, body);
    }

  private:
    [[nodiscard]] bool oldest_is_below_1_3() const {
        return *std::min_element(offer_.supported_versions.begin(),
                                 offer_.supported_versions.end()) < tls_1_3;
    }

    void server_name_extension(const std::string& name) {
        add(extension::server_name, [&] {
            writer_.vector(2, [&] {
                writer_.u8(0);  // host_name
                writer_.vector(2, [&] { writer_.text(name); });
            });
        });
    }

    void below_1_3() {
        add(extension::ec_point_formats, [this] { writer_.vector(1, [this] { writer_.u8(0); }); });
        // Servers under FIPS rules refuse a hello without the first; the second has no old
        // handshake to speak of.
        add(extension::extended_master_secret, [] {});
        add(extension::renegotiation_info, [this] { writer_.u8(0); });
    }

    void groups() {
        if (offer_.grease) {
            writer_.u16(grease_code);
        }
        if (!offer_.groups.empty()) {
            writer_.codes(offer_.groups);
            return;
        }
        if (offer_.small) {
            writer_.codes(few_curves);
            return;
        }
        writer_.codes(curves);
        if (!offer_.supported_versions.empty() && !oldest_is_below_1_3()) {
            writer_.codes(groups_of_1_3);
        }
    }

    void signature_algorithms() {
        if (offer_.grease) {
            writer_.u16(grease_code);
        }
        if (offer_.small) {
            writer_.codes(few_algorithms);
        } else {
            writer_.codes(algorithms);
        }
    }

    void key_shares(const Randomness& randomness) {
        if (offer_.grease) {
            writer_.u16(grease_code);
            writer_.vector(2, [this] { writer_.u8(0); });
        }
        if (offer_.without_shares) {
            return;
        }
        for (const std::uint16_t group : offer_.groups) {
            writer_.u16(group);
            writer_.vector(2, [&] { writer_.bytes(key_share_of(group, randomness.key_share)); });
        }
        if (!offer_.groups.empty()) {
            return;
        }
        writer_.u16(x25519);
        writer_.vector(2, [&] { writer_.bytes(randomness.key_share); });
    }

    ByteWriter& writer_;
    const Offer& offer_;
};

void pad(ByteWriter& writer, Extensions& extensions, std::size_t message_start, std::size_t to) {
    const std::size_t length = writer.size() - message_start;
    if (to == padding_to && (length < padding_from || length >= padding_to)) {
        return;
    }
    constexpr std::size_t header = 4;
    const std::size_t room = to - std::min(to, length + header);
    extensions.add(extension::padding, [&] { writer.zeros(room); });
}

}  // namespace

Offer offer_at(std::uint16_t version, std::vector<std::uint16_t> cipher_suites) {
    Offer offer;
    offer.cipher_suites = std::move(cipher_suites);
    if (version >= tls_1_3) {
        offer.supported_versions = {version};
    } else {
        offer.legacy_version = version;
    }
    return offer;
}

Randomness Randomness::fresh() {
    Randomness randomness;
    std::random_device device;
    for (auto* part : {&randomness.random, &randomness.session_id, &randomness.key_share}) {
        std::generate(part->begin(), part->end(),
                      [&device] { return static_cast<std::uint8_t>(device()); });
    }
    // A public key of X25519 is a number below 2^255, so its top bit is never set. RFC 7748 section
    // 5 has the receiver mask it, and there are servers that refuse it instead.
    randomness.key_share.back() &= 0x7f;
    return randomness;
}

Bytes client_hello_record(const Offer& offer, const std::string& server_name,
                          const Randomness& randomness) {
    ByteWriter writer;
    writer.u8(handshake_record);
    // What a first record says does not count, but some servers refuse more than TLS 1.0 here.
    writer.u16(offer.legacy_version <= sslv3_code ? sslv3_code : 0x0301);
    writer.vector(2, [&] {
        const std::size_t start = writer.size();
        writer.u8(client_hello);
        writer.vector(3, [&] {
            writer.u16(offer.legacy_version);
            writer.bytes(randomness.random);
            writer.vector(1, [&] {
                // Middleboxes let 1.3 pass that looks like a resumption (RFC 8446 appendix D.4).
                if (!offer.supported_versions.empty()) {
                    writer.bytes(randomness.session_id);
                }
            });
            writer.vector(2, [&] { writer.codes(offer.cipher_suites); });
            writer.vector(1, [&] { writer.u8(0); });  // no compression
            if (offer.legacy_version <= sslv3_code) {
                return;
            }
            writer.vector(2, [&] {
                Extensions extensions(writer, offer);
                extensions.write(server_name, randomness);
                if (offer.length > 0 || !offer.small) {
                    pad(writer, extensions, start, std::max(offer.length, padding_to));
                }
            });
        });
    });
    return writer.take();
}

Bytes sslv2_client_hello(const Randomness& randomness) {
    ByteWriter body;
    body.u8(client_hello);
    body.u16(sslv2_code);
    body.u16(3 * sslv2_kinds().size());
    body.u16(0);  // no session
    body.u16(16);
    for (const Sslv2Kind& kind : sslv2_kinds()) {
        body.u24(kind.code);
    }
    body.bytes(std::span(randomness.random).first(16));
    ByteWriter writer;
    writer.u16(0x8000 | body.size());
    writer.bytes(body.take());
    return writer.take();
}

}  // namespace tlsmatrix::scan
