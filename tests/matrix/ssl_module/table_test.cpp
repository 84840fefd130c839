#include <algorithm>

#include <gtest/gtest.h>

#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>
#include <tlsmatrix/matrix/ssl_module/table.hpp>

namespace tlsmatrix::matrix::ssl_module::table_test {
namespace {

TEST(SslModuleTable, HasTheTwelveYesOfTheDocumentation) {
    std::size_t yes = 0;
    for (const Protocol client : protocols) {
        for (const Protocol server : protocols) {
            yes += documented(client, server).yes ? 1U : 0U;
            EXPECT_EQ(documented(client, server).yes, documented(server, client).yes);
        }
    }
    EXPECT_EQ(yes, 12U);
    EXPECT_EQ(documented(Protocol::sslv3, Protocol::tls).footnote, 2);
    EXPECT_EQ(documented(Protocol::tls, Protocol::sslv2).footnote, 1);
}

TEST(SslModuleTable, KeepsPythonsMinimumButWhereTheMinimumIsNamed) {
    const auto all = configurations(2);
    EXPECT_EQ(all[0].security_level, 2);
    EXPECT_EQ(versions_of(Protocol::tls, all[0]).str(), "1.2,1.3");
    EXPECT_EQ(versions_of(Protocol::tls, all[1]).str(), "1.2,1.3");
    EXPECT_EQ(versions_of(Protocol::tls, all[2]), VersionSet::all());
    EXPECT_TRUE(versions_of(Protocol::sslv3, all[2]).empty());
}

// What the document shows of one cell: the word in its table.
std::string word_of(const TableCell& cell) {
    Report report;
    report.tables = {{configurations(0)[0], {cell}}};
    const report::Document document = ssl_module_document(ssl_module_json(report));
    for (const report::Block& block : document.blocks) {
        if (const auto* table = std::get_if<report::Table>(&block.content)) {
            for (const report::Row& row : table->rows) {
                for (std::size_t i = 1; i < row.cells.size(); ++i) {
                    if (row.cells[i].text != ".") {
                        return row.cells[i].text;
                    }
                }
            }
        }
    }
    return {};
}

TEST(SslModuleCell, IsNeverNoWhereNothingWasDriven) {
    const TableCell cell{.client = Protocol::sslv2,
                         .server = Protocol::sslv2,
                         .documented = documented(Protocol::sslv2, Protocol::sslv2)};
    EXPECT_FALSE(cell.drifted());
    EXPECT_EQ(word_of(cell), "-");
}

TEST(SslModuleCell, ShowsDriftAndWhatTheRuleDidNotExpectBySigns) {
    TableCell cell{.client = Protocol::tls_1_0,
                   .server = Protocol::tls,
                   .documented = documented(Protocol::tls_1_0, Protocol::tls)};
    cell.measured = false;
    cell.verdict = Verdict::passed;
    EXPECT_EQ(word_of(cell), "no !");
    cell.measured = true;
    cell.verdict = Verdict::failed;
    EXPECT_EQ(word_of(cell), "yes ?");
}

// 10, 6 and 4: what Python on this library would find with OpenSSL 3.0.
TEST(SslModuleRun, HoldsAllTenOnlyAtLevelZeroWithAMinimumOfOneZero) {
    const Report report = run({});
    ASSERT_EQ(report.tables.size(), 3U);
    EXPECT_EQ(report.summary.cells, 108U);
    EXPECT_EQ(report.summary.passed, 72U);
    EXPECT_EQ(report.summary.unsupported, 36U);
    EXPECT_TRUE(report.all_as_expected());
    std::vector<std::size_t> drifted;
    for (const DrivenTable& table : report.tables) {
        drifted.push_back(static_cast<std::size_t>(
            std::count_if(table.cells.begin(), table.cells.end(),
                          [](const TableCell& cell) { return cell.drifted(); })));
    }
    if (report.tables.front().configuration.security_level > 0) {
        EXPECT_EQ(drifted, (std::vector<std::size_t>{6, 4, 0}));
    } else {
        EXPECT_EQ(drifted, (std::vector<std::size_t>{4, 4, 0}));
    }
}

TEST(SslModuleRun, FailsWhereAServerIsNotWhatItsProtocolMeans) {
    RunOptions options;
    options.adjust_server = [](server::Settings& settings) {
        for (server::ListenerSettings& listener : settings.listeners) {
            listener.versions = VersionSet::all();
        }
    };
    const Report report = run(options);
    EXPECT_GT(report.summary.failed, 0U);
    EXPECT_FALSE(report.all_as_expected());
}

}  // namespace
}  // namespace tlsmatrix::matrix::ssl_module::table_test
