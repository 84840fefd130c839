// The rule against the cells of real OpenSSLs, recorded by a program that shares nothing with this
// one.
#include <gmock/gmock.h>

#include "tests/matrix/recorded_cells.hpp"

namespace tlsmatrix::matrix::openssl_cells_test {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t cells_of_a_recording = std::size_t{225} * 2 * 3 * 3 * 3;

std::string predicted(const Cell& cell, Profile profile) {
    const Endpoints endpoints = endpoints_of(cell, profile);
    return words_of(negotiate(endpoints.client, endpoints.server));
}

// The ids of the cells in which a family's rule and a recording differ.
std::vector<std::string> differences(const Recorded& recorded, Profile profile) {
    std::vector<std::string> found;
    for (const auto& [cell, words] : recorded.cells) {
        if (const std::string rule = predicted(cell, profile); rule != words) {
            found.push_back(cell.id() + ": rule " + rule + ", OpenSSL " + words);
        }
    }
    return found;
}

TEST(RecordedClientCertificates, AreEachAsTheRuleOfTheirFamilySays) {
    for (const Recording& recording : client_certificate_recordings) {
        const Recorded& recorded = recording_of(recording);
        EXPECT_EQ(recorded.cells.size(), std::size_t{225} * 2 * 3 * 3) << recording.file;
        EXPECT_THAT(differences(recorded, recording.profile), ::testing::IsEmpty());
        EXPECT_THAT(recorded.comments, HasSubstr("# library: " + std::string(recording.library)));
    }
}

class RecordedCells : public ::testing::TestWithParam<Recording> {};

TEST_P(RecordedCells, AreEachAsTheRuleOfTheirFamilySays) {
    const Recorded& recorded = recording_of(GetParam());
    EXPECT_EQ(recorded.cells.size(), cells_of_a_recording);
    EXPECT_THAT(differences(recorded, GetParam().profile), ::testing::IsEmpty());
}

// A level above 0 with a set that has 1.0 or 1.1 in it is where the two families part.
TEST_P(RecordedCells, AreNotThoseOfTheOtherFamily) {
    const Profile other =
        GetParam().profile == Profile::openssl_3_0 ? Profile::openssl_3_1 : Profile::openssl_3_0;
    EXPECT_EQ(differences(recording_of(GetParam()), other).size(), 5850U);
}

TEST_P(RecordedCells, TellWhereTheyAreFrom) {
    const std::string& comments = recording_of(GetParam()).comments;
    EXPECT_THAT(comments, HasSubstr("# library: " + std::string(GetParam().library)));
    EXPECT_THAT(comments, HasSubstr("# made: "));
    EXPECT_THAT(comments, HasSubstr("# package: "));
    EXPECT_THAT(comments, HasSubstr("scripts/openssl_cells"));
}

INSTANTIATE_TEST_SUITE_P(Openssl, RecordedCells, ::testing::ValuesIn(recordings),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace tlsmatrix::matrix::openssl_cells_test
