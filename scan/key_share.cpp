#include <algorithm>
#include <array>
#include <charconv>
#include <random>
#include <string_view>

#include <tlsmatrix/scan/key_share.hpp>

namespace tlsmatrix::scan {
namespace {

// The base points of P-256, P-384 and P-521 (SEC 2), uncompressed.
constexpr std::string_view base_of_p256 =
    "04"
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
constexpr std::string_view base_of_p384 =
    "04"
    "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"
    "5502f25dbf55296c3a545e3872760ab7"
    "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"
    "0a60b1ce1d7e819d7a431d7c90ea0e5f";
constexpr std::string_view base_of_p521 =
    "04"
    "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
    "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
    "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
    "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650";

constexpr std::uint32_t coefficients = 256;
constexpr std::uint32_t modulus = 3329;  // FIPS 203 section 2.4.2

// Share is one key share in the making.
class Share {
  public:
    explicit Share(std::span<const std::uint8_t> seed) {
        std::seed_seq all(seed.begin(), seed.end());
        chance_.seed(all);
    }

    void point(std::string_view digits) {
        for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
            unsigned byte = 0;
            std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
            writer_.u8(byte);
        }
    }

    // Any number below 2^255, or 2^448, is a public key of RFC 7748. Its bytes are little-endian.
    void number(std::size_t bytes) {
        for (std::size_t i = 1; i < bytes; ++i) {
            writer_.u8(chance_());
        }
        writer_.u8(chance_() & 0x7f);
    }

    // 4 is the square of the generator, so it is in the subgroup of RFC 7919.
    void four(std::size_t bytes) {
        writer_.zeros(bytes - 1);
        writer_.u8(4);
    }

    // Two coefficients in three bytes, and 32 bytes that the rest of the key is made of.
    void encapsulation_key(std::uint32_t rank) {
        for (std::uint32_t i = 0; i < rank * coefficients / 2; ++i) {
            const auto one = chance_() % modulus;
            const auto other = chance_() % modulus;
            writer_.u8(one);
            writer_.u8(one >> 8 | other << 4);
            writer_.u8(other >> 4);
        }
        for (int i = 0; i < 32; ++i) {
            writer_.u8(chance_());
        }
    }

    [[nodiscard]] Bytes take() { return writer_.take(); }

  private:
    std::mt19937 chance_;
    ByteWriter writer_;
};

}  // namespace

Bytes key_share_of(std::uint16_t group, std::span<const std::uint8_t> seed) {
    Share share(seed);
    switch (group) {
        case 0x001d:
            share.number(32);
            break;
        case 0x001e:
            share.number(56);
            break;
        case 0x0017:
            share.point(base_of_p256);
            break;
        case 0x0018:
            share.point(base_of_p384);
            break;
        case 0x0019:
            share.point(base_of_p521);
            break;
        case 0x0100:
            share.four(256);
            break;
        case 0x0101:
            share.four(384);
            break;
        case 0x0102:
            share.four(512);
            break;
        case 0x0103:
            share.four(768);
            break;
        case 0x0104:
            share.four(1024);
            break;
        case 0x11ec:  // the hybrids' halves in the order of draft-ietf-tls-ecdhe-mlkem
            share.encapsulation_key(3);
            share.number(32);
            break;
        case 0x11eb:
            share.point(base_of_p256);
            share.encapsulation_key(3);
            break;
        case 0x11ed:
            share.point(base_of_p384);
            share.encapsulation_key(4);
            break;
        default:
            break;
    }
    return share.take();
}

}  // namespace tlsmatrix::scan
