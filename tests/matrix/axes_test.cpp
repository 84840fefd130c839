#include <gmock/gmock.h>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::axes_test {
namespace {

using enum ProtocolVersion;
using ::testing::HasSubstr;

std::vector<Cell> one_cell() {
    return make_cells({VersionSet{tls_1_2}}, {VersionSet{tls_1_2}}, {{}});
}

AxisChoice axis(std::string_view text) {
    return parse_axis(text).value();
}

TEST(ParseAxis, TakesAListOrAll) {
    EXPECT_EQ(axis("scsv=on").values.size(), 1U);
    EXPECT_EQ(axis("client-level=2,0").values.front()->name, "2");
    EXPECT_EQ(axis("certificate=all").values.size(), 7U);
}

struct BadAxis {
    const char* text;
    const char* says;
};

class ParseBadAxis : public ::testing::TestWithParam<BadAxis> {};

TEST_P(ParseBadAxis, SaysWhatThereIs) {
    const auto parsed = parse_axis(GetParam().text);
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Axes, ParseBadAxis,
    ::testing::Values(BadAxis{"level=1", "scsv, client-level, server-level, certificate"},
                      BadAxis{"scsv", "NAME=VALUE"}, BadAxis{"", "NAME=VALUE"},
                      BadAxis{"scsv=", "off, on"}, BadAxis{"scsv=maybe", "off, on"},
                      BadAxis{"client-level=1,", "0, 1, 2"},
                      BadAxis{"client-level=1,1", "twice the value '1'"},
                      BadAxis{"scsv=on,all", "no value 'all'"}));

TEST(CrossAxes, MakesEveryCombinationAndNamesItInTheId) {
    const auto cells = cross_axes(one_cell(), {axis("scsv=all"), axis("client-level=0,1")}).value();
    ASSERT_EQ(cells.size(), 4U);
    EXPECT_EQ(cells[0].id(), "client=1.2/exact server=1.2/exact scsv=off client-level=0");
    EXPECT_EQ(cells[3].id(), "client=1.2/exact server=1.2/exact scsv=on client-level=1");
}

TEST(CrossAxes, LeavesCellsAloneWithoutAxes) {
    EXPECT_EQ(cross_axes(one_cell(), {}).value().front().id(), "client=1.2/exact server=1.2/exact");
}

TEST(CrossAxes, RefusesAnAxisThatIsNamedTwice) {
    const auto crossed = cross_axes(one_cell(), {axis("scsv=on"), axis("scsv=off")});
    ASSERT_FALSE(crossed);
    EXPECT_THAT(crossed.error().message, HasSubstr("scsv is named twice"));
}

TEST(EndpointsOf, AppliesEveryAxis) {
    auto cells = cross_axes(one_cell(), {axis("scsv=on"), axis("client-level=2"),
                                         axis("server-level=1"), axis("certificate=ed25519")})
                     .value();
    const Endpoints endpoints = endpoints_of(cells.front(), Profile::openssl_3_1);
    EXPECT_TRUE(endpoints.client.fallback_scsv);
    EXPECT_EQ(endpoints.client.security_level, 2);
    EXPECT_EQ(endpoints.server.security_level, 1);
    EXPECT_EQ(endpoints.server.certificate, CertificateKind::ed25519);
    EXPECT_EQ(endpoints.client.profile, Profile::openssl_3_1);
    EXPECT_EQ(endpoints.server.profile, Profile::openssl_3_1);
}

TEST(EveryAxis, MakesTheFullProduct) {
    const auto cells =
        cross_axes(make_cells(all_version_sets(), all_version_sets(), parse_engines("all").value()),
                   every_axis())
            .value();
    EXPECT_EQ(cells.size(), 225U * 4 * 2 * 3 * 3 * 3);
}

}  // namespace
}  // namespace tlsmatrix::matrix::axes_test
