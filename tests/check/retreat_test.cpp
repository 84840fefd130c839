#include <gtest/gtest.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/retreat.hpp>

namespace tlsmatrix::check::retreat_test {
namespace {

using namespace made_up;

const ClientHello from_1_2_up = hello_of(from_1_2);
const ClientHello wide = hello_of(all_four);
const ClientHello only_1_2 = hello_of({0x0303});

struct RetreatCase {
    const char* claim;
    std::vector<ClientHello> hellos;
    VersionSet versions;  // of the retreat; empty without one
};

class RetreatIn : public ::testing::TestWithParam<RetreatCase> {};

TEST_P(RetreatIn, Is) {
    std::vector<ConnectionSight> connections;
    for (const ClientHello& hello : GetParam().hellos) {
        connections.push_back(attacked(hello));
    }
    const auto found = retreat_in(connections, {});
    EXPECT_EQ(found ? found->versions() : VersionSet(), GetParam().versions);
}

INSTANTIATE_TEST_SUITE_P(
    Hellos, RetreatIn,
    ::testing::Values(RetreatCase{"NoneWhereEachOffersTheSame", {from_1_2_up, from_1_2_up}, {}},
                      RetreatCase{"AnyWithALowerMaximum", {wide, only_1_2, wide}, {tls_1_2}},
                      RetreatCase{"TheLowestMaximumOfADanceDown",
                                  {from_1_2_up, hello_up_to(tls_1_2), hello_up_to(tls_1_0),
                                   hello_up_to(tls_1_1)},
                                  {tls_1_0}},
                      RetreatCase{"TheLowestMinimumThoughALaterOneHasALowerMaximum",
                                  {from_1_2_up, wide, only_1_2},
                                  VersionSet::all()}),
    [](const auto& test) { return test.param.claim; });

}  // namespace
}  // namespace tlsmatrix::check::retreat_test
