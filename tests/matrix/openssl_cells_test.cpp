// The rule against the cells of real OpenSSLs, recorded by a program that shares nothing with this
// one. The files' first lines tell where they are from; scripts/openssl_cells makes them.
#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "matrix/axes.hpp"
#include "tls/negotiation.hpp"

namespace tlsmatrix::matrix::openssl_cells_test {
namespace {

using Row = std::vector<std::string>;

struct Recording {
    const char* name;
    const char* file;
    const char* library;  // how its `# library:` line begins
    Profile profile;
    std::size_t cells;
};

// Parsed is a recording's table, and what its comment lines say.
struct Parsed {
    std::string comments;
    Row header;
    Row servers;
    std::vector<Row> rows;
};

constexpr std::size_t keys = 5;  // scsv, client-level, server-level, certificate, client
constexpr std::size_t axes_of_a_row = 4;

Row split(const std::string& line) {
    Row fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ',');) {
        fields.push_back(field);
    }
    return fields;
}

Parsed parse(const Recording& recording) {
    std::ifstream in(std::string(TLSMATRIX_CELLS_FOLDER) + "/" + recording.file);
    EXPECT_TRUE(in) << recording.file;
    Parsed parsed;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) {
            parsed.comments += line + "\n";
        } else if (parsed.header.empty()) {
            parsed.header = split(line);
        } else {
            parsed.rows.push_back(split(line));
        }
    }
    if (parsed.header.size() > keys) {
        parsed.servers.assign(parsed.header.begin() + keys, parsed.header.end());
    }
    return parsed;
}

VersionSet set_of(std::string text) {
    std::replace(text.begin(), text.end(), ' ', ',');
    return VersionSet::parse(text).value();
}

// As the recordings say it: `1.2`, `S70`.
std::string word_of(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return VersionSet{*version}.str();
    }
    const Alert& alert = std::get<Alert>(prediction);
    return fmt::format("{}{}", alert.sender == Sender::client ? 'C' : 'S', alert.description);
}

std::string predicted(const Cell& cell, Profile profile) {
    const Endpoints endpoints = endpoints_of(cell, profile);
    const Negotiation negotiation = negotiate(endpoints.client, endpoints.server);
    const std::string client = word_of(negotiation.client);
    const std::string server = word_of(negotiation.server);
    return client == server ? client : client + "/" + server;
}

class Recorded : public ::testing::TestWithParam<Recording> {};

TEST_P(Recorded, CellsAreEachAsTheRuleSays) {
    const Recording& recording = GetParam();
    const Parsed parsed = parse(recording);
    EXPECT_THAT(parsed.comments,
                ::testing::HasSubstr(std::string("# library: ") + recording.library));
    std::size_t cells = 0;
    std::size_t wrong = 0;
    for (const Row& row : parsed.rows) {
        ASSERT_EQ(row.size(), parsed.header.size());
        for (std::size_t i = 0; i < parsed.servers.size(); ++i) {
            Cell cell{{set_of(row[keys - 1]), Engine::openssl},
                      {set_of(parsed.servers[i]), Engine::openssl}};
            for (std::size_t axis = 0; axis < axes_of_a_row; ++axis) {
                cell.axes.emplace_back(parsed.header[axis], row[axis]);
            }
            ++cells;
            const std::string word = predicted(cell, recording.profile);
            if (word != row[keys + i] && ++wrong <= 20) {
                ADD_FAILURE() << cell.id() << ": the rule says " << word << ", "
                              << recording.library << " did " << row[keys + i];
            }
        }
    }
    EXPECT_EQ(wrong, 0U);
    EXPECT_EQ(cells, recording.cells);
}

TEST_P(Recorded, CellsAreNotThoseOfTheOtherProfile) {
    const Recording& recording = GetParam();
    const Profile other =
        recording.profile == Profile::openssl_3_0 ? Profile::openssl_3_1 : Profile::openssl_3_0;
    const Parsed parsed = parse(recording);
    // {1.0,1.2} at level 1 against {1.2}: the hole that 3.1 and later fill.
    Cell cell{{set_of("1.0 1.2"), Engine::openssl}, {set_of("1.2"), Engine::openssl}};
    cell.axes = {{"client-level", "1"}};
    EXPECT_NE(predicted(cell, recording.profile), predicted(cell, other));
    for (const Row& row : parsed.rows) {
        if (Row(row.begin(), row.begin() + keys) == Row{"off", "1", "0", "ecdsa", "1.0 1.2"}) {
            EXPECT_EQ(row.at(keys + 3), predicted(cell, recording.profile));
            return;
        }
    }
    FAIL() << "the recording has no such line";
}

INSTANTIATE_TEST_SUITE_P(Openssl, Recorded,
                         ::testing::Values(Recording{"3_0", "openssl_3_0_cells.csv",
                                                     "OpenSSL 3.0.19", Profile::openssl_3_0, 12150},
                                           Recording{"3_5", "openssl_3_5_cells.csv",
                                                     "OpenSSL 3.5.8", Profile::openssl_3_1, 12150}),
                         [](const auto& test) { return std::string("Of") + test.param.name; });

}  // namespace
}  // namespace tlsmatrix::matrix::openssl_cells_test
