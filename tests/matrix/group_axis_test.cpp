#include <gmock/gmock.h>

#include "tests/matrix/crossed.hpp"
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/matrix/repeat.hpp>

namespace tlsmatrix::matrix::group_axis_test {
namespace {

using ::testing::HasSubstr;

std::vector<Cell> cells_with(std::string_view sets, const std::vector<std::string>& axes) {
    const auto ends = parse_sets(sets).value();
    return crossed(make_cells(ends, ends, {{}}), axes);
}

std::string failures(const Report& report) {
    std::string text;
    for (const CellResult& result : report.cells) {
        if (result.verdict != Verdict::passed) {
            text += result.cell.id() + ": " + result.explanation + "\n";
        }
    }
    return text;
}

TEST(GroupAxis, HoldsForEveryGroupAndEveryKindOfCertificate) {
    const Report report = run(
        cells_with("1.1;1.2;1.3;all", {"group=all", "certificate=all", "transport=memory"}), {});
    EXPECT_EQ(report.summary.cells, std::size_t{16} * 7 * library_groups().size());
    EXPECT_GE(library_groups().size(), 10U);
    EXPECT_EQ(failures(report), "");
}

TEST(GroupAxis, HoldsForEveryPairOfSetsAndOverASocket) {
    const Report pairs = run(
        cells_with("sets", {"group=P-384,ffdhe2048", "certificate=rsa", "transport=memory"}), {});
    EXPECT_EQ(pairs.summary.cells, std::size_t{225} * 2);
    EXPECT_EQ(failures(pairs), "");
    const Report dialled = run(cells_with("1.2;1.3", {"group=P-256,ffdhe2048"}), {});
    EXPECT_EQ(dialled.summary.cells, std::size_t{4} * 2);
    EXPECT_EQ(failures(dialled), "");
}

struct MutantCase {
    const char* claim;
    void (*change)(ServerEndpoint&);
};

constexpr MutantCase mutants[] = {
    {"AnyGroupWillDo", [](ServerEndpoint& server) { server.group.reset(); }},
    {"EveryGroupIsACurve", [](ServerEndpoint& server) { server.group->curve = true; }},
    {"NoGroupIsACurve", [](ServerEndpoint& server) { server.group->curve = false; }},
    {"TheCertificatesCurveIsAllOnesOwn",
     [](ServerEndpoint& server) { server.group->name = "P-256"; }},
};

class GroupRule : public ::testing::TestWithParam<MutantCase> {};

TEST_P(GroupRule, IsCaughtWhereItIsWrong) {
    RunOptions options;
    options.rule = [](const ClientEndpoint& client, ServerEndpoint server) {
        GetParam().change(server);
        return negotiate(client, server);
    };
    const Report report = run(
        cells_with("1.2;1.3", {"group=X25519,ffdhe2048", "certificate=all", "transport=memory"}),
        options);
    EXPECT_GT(report.summary.failed, 0U);
}

INSTANTIATE_TEST_SUITE_P(Mutants, GroupRule, ::testing::ValuesIn(mutants),
                         [](const auto& test) { return test.param.claim; });

TEST(GroupAxis, IsRepeatedByOpensslsOwnToolsWithTheirFlag) {
    const auto cells = cells_with("1.3", {"group=ffdhe2048"});
    EXPECT_THAT(repeat_command(cells.front()), HasSubstr("--axis group=ffdhe2048"));
    const auto commands = repeat_with_openssl(cells.front());
    ASSERT_TRUE(commands.has_value());
    EXPECT_THAT(commands->server, HasSubstr(" -groups ffdhe2048"));
    EXPECT_THAT(commands->client, HasSubstr(" -groups ffdhe2048"));
}

TEST(GroupAxis, HasNoGroupThatThisOpensslHasNot) {
    EXPECT_THAT(parse_axis("group=P-257").error().message, HasSubstr("X25519, P-256"));
    const auto ends = parse_sets("1.3").value();
    const auto both = cross_axes(
        make_cells(ends, ends, {{}}),
        {parse_axis("group=X25519").value(), parse_axis("cipher=TLS_AES_128_GCM_SHA256").value()});
    ASSERT_FALSE(both);
    EXPECT_THAT(both.error().message, HasSubstr("cipher and group cannot be crossed"));
}

}  // namespace
}  // namespace tlsmatrix::matrix::group_axis_test
