#include <gtest/gtest.h>

#include <tlsmatrix/scan/group.hpp>
#include <tlsmatrix/scan/key_share.hpp>
#include <tlsmatrix/tls/named_group.hpp>

namespace tlsmatrix::scan::key_share_test {
namespace {

const tlsmatrix::Bytes seed(32, 7);

struct ShareCase {
    std::uint16_t group;
    std::size_t length;
    std::size_t key_at;  // of an encapsulation key; the whole length of others
    std::size_t rank;
};

constexpr ShareCase shares[] = {
    {0x001d, 32, 32, 0},        {0x001e, 56, 56, 0},       {0x0017, 65, 65, 0},
    {0x0018, 97, 97, 0},        {0x0019, 133, 133, 0},     {0x0100, 256, 256, 0},
    {0x0101, 384, 384, 0},      {0x0102, 512, 512, 0},     {0x0103, 768, 768, 0},
    {0x0104, 1024, 1024, 0},    {0x11ec, 1184 + 32, 0, 3}, {0x11eb, 65 + 1184, 65, 3},
    {0x11ed, 97 + 1568, 97, 4},
};

TEST(KeyShareOf, HasTheLengthOfItsGroup) {
    EXPECT_EQ(std::size(shares), scanned_groups().size());
    for (const ShareCase& tested : shares) {
        EXPECT_EQ(key_share_of(tested.group, seed).size(), tested.length)
            << iana_group_name(tested.group);
    }
    EXPECT_TRUE(key_share_of(0x0a0a, seed).empty());
}

TEST(KeyShareOf, HasCoefficientsBelowTheModulusOfMlKem) {
    for (const ShareCase& tested : shares) {
        const auto share = key_share_of(tested.group, seed);
        for (std::size_t i = 0; i < tested.rank * 384; i += 3) {
            const std::uint8_t* at = share.data() + tested.key_at + i;
            EXPECT_LT(at[0] | (at[1] & 0x0f) << 8, 3329);
            EXPECT_LT(at[1] >> 4 | at[2] << 4, 3329);
        }
    }
}

TEST(KeyShareOf, NeverSetsTheTopBitOfX25519AndX448) {
    for (std::uint8_t i = 0; i < 64; ++i) {
        const tlsmatrix::Bytes other(32, i);
        EXPECT_LT(key_share_of(0x001d, other).back(), 0x80);
        EXPECT_LT(key_share_of(0x001e, other).back(), 0x80);
        EXPECT_LT(key_share_of(0x11ec, other).back(), 0x80);
    }
}

TEST(KeyShareOf, IsAPointOrANumberThatCannotBeRefused) {
    for (const std::uint16_t curve :
         std::vector<std::uint16_t>{0x0017, 0x0018, 0x0019, 0x11eb, 0x11ed}) {
        EXPECT_EQ(key_share_of(curve, seed).front(), 4) << "uncompressed";
    }
    for (const std::uint16_t field :
         std::vector<std::uint16_t>{0x0100, 0x0101, 0x0102, 0x0103, 0x0104}) {
        const auto share = key_share_of(field, seed);
        EXPECT_EQ(share.back(), 4);
        EXPECT_EQ(share.front(), 0);
    }
}

}  // namespace
}  // namespace tlsmatrix::scan::key_share_test
