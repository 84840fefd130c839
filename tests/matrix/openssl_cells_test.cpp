// The rule against the cells of real OpenSSLs, recorded by a program that shares nothing with this
// one.
#include <gmock/gmock.h>

#include "tests/matrix/recorded_cells.hpp"

namespace tlsmatrix::matrix::openssl_cells_test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr std::size_t cells_of_a_recording = std::size_t{225} * 2 * 3 * 3 * 3;

int level_of(const Cell& cell, std::string_view axis) {
    for (const auto& [name, value] : cell.axes) {
        if (name == axis) {
            return std::stoi(std::string(value));
        }
    }
    return 0;
}

std::string predicted(const Cell& cell, Profile profile) {
    Endpoints endpoints = endpoints_of(cell, profile);
    // The axes end at level 2.
    endpoints.client.security_level = level_of(cell, "client-level");
    endpoints.server.security_level = level_of(cell, "server-level");
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

// How many of a recording's cells a changed rule gets wrong.
std::size_t wrong_where(const Recording& recording, void (*change)(Endpoints&)) {
    std::size_t wrong = 0;
    for (const auto& [cell, words] : recording_of(recording).cells) {
        Endpoints endpoints = endpoints_of(cell, recording.profile);
        change(endpoints);
        wrong += words_of(negotiate(endpoints.client, endpoints.server)) == words ? 0U : 1U;
    }
    return wrong;
}

TEST(RecordedPostHandshake, IsEachAsTheRuleOfItsFamilySays) {
    for (const Recording& recording : post_handshake_recordings) {
        const Recorded& recorded = recording_of(recording);
        EXPECT_EQ(recorded.cells.size(), std::size_t{225} * 2 * 2 * 3) << recording.file;
        EXPECT_THAT(differences(recorded, recording.profile), ::testing::IsEmpty());
        EXPECT_THAT(recorded.comments, HasSubstr("# library: " + std::string(recording.library)));
    }
}

// 1.3 is negotiated in 32 of 225 cells: one of three answers is refused where a certificate may be
// left out, two where it may not.
TEST(RecordedPostHandshake, TellsWhenAClientIsAsked) {
    for (const Recording& recording : post_handshake_recordings) {
        EXPECT_EQ(
            wrong_where(recording, [](Endpoints& ends) { ends.client.post_handshake_auth = true; }),
            std::size_t{32} * 3);
        EXPECT_EQ(wrong_where(recording,
                              [](Endpoints& ends) { ends.client.post_handshake_auth = false; }),
                  std::size_t{32} * 3);
        // At the old versions a certificate in the handshake decides other cells.
        EXPECT_GT(
            wrong_where(recording, [](Endpoints& ends) { ends.server.post_handshake = false; }),
            std::size_t{32} * 3);
    }
}

TEST(RecordedCertificates, AreEachAsTheRuleOfTheirFamilySays) {
    for (const Recording& recording : certificate_recordings) {
        const Recorded& recorded = recording_of(recording);
        EXPECT_EQ(recorded.cells.size(), std::size_t{225} * 4 * 3 * 3) << recording.file;
        EXPECT_THAT(differences(recorded, recording.profile), ::testing::IsEmpty());
        EXPECT_THAT(recorded.comments, HasSubstr("# library: " + std::string(recording.library)));
    }
}

// Resumed at the very version alone, behind a HelloRetryRequest as well; an empty set gets nowhere.
TEST(RecordedSessions, AreEachAsTheRuleOfTheirFamilySays) {
    for (const Recording& recording : session_recordings) {
        const Recorded& recorded = recording_of(recording);
        EXPECT_EQ(recorded.cells.size(), std::size_t{256} * 5 * 2) << recording.file;
        EXPECT_THAT(differences(recorded, recording.profile), ::testing::IsEmpty());
        EXPECT_THAT(recorded.comments, HasSubstr("# library: " + std::string(recording.library)));
    }
}

// 3.0 takes TLS 1.0 out at level 3 and 1.1 at level 4, where the later ones have done so at 1. At
// level 4 a client of 1.2 has suites of 192 bits alone, which are all for 1.2: it gets
// handshake_failure where it would have refused the version, or where the server would have found
// no signature. That is no matter of versions.
TEST(RecordedLevels, AreEachAsTheRuleOfTheirFamilySays) {
    for (const Recording& recording : level_recordings) {
        const Recorded& recorded = recording_of(recording);
        EXPECT_EQ(recorded.cells.size(), std::size_t{225} * 3 * 3) << recording.file;
        for (const std::string& difference : differences(recorded, recording.profile)) {
            EXPECT_THAT(difference, HasSubstr("client-level=4"));
            EXPECT_THAT(difference, ::testing::AnyOf(EndsWith("rule C70, OpenSSL S40"),
                                                     EndsWith("rule S80, OpenSSL S40")));
        }
        EXPECT_THAT(recorded.comments, HasSubstr("# library: " + std::string(recording.library)));
    }
}

// How many answers of a recording a family's rule gets wrong.
std::size_t wrong_answers(const Recording& recording, Profile profile) {
    std::size_t wrong = 0;
    for (const RecordedAnswer& recorded : recording_of(recording).answers) {
        ServerEndpoint server = recorded.server;
        server.profile = profile;
        wrong += words_of(answer_to(recorded.hello, server)) == recorded.words ? 0U : 1U;
    }
    return wrong;
}

TEST(RecordedOldHellos, AreAnsweredAsTheRuleOfTheirFamilyAloneSays) {
    for (const Recording& recording : old_hello_recordings) {
        const Recorded& recorded = recording_of(recording);
        EXPECT_EQ(recorded.answers.size(), std::size_t{15} * 3 * 3) << recording.file;
        EXPECT_THAT(recorded.comments, HasSubstr("# library: " + std::string(recording.library)));
        for (const Profile profile : all_profiles) {
            EXPECT_EQ(wrong_answers(recording, profile) == 0, profile == recording.profile)
                << recording.file << ", " << profile_name(profile);
        }
    }
}

class RecordedCells : public ::testing::TestWithParam<Recording> {};

TEST_P(RecordedCells, AreEachAsTheRuleOfTheirFamilySays) {
    const Recorded& recorded = recording_of(GetParam());
    EXPECT_EQ(recorded.cells.size(), cells_of_a_recording);
    EXPECT_THAT(differences(recorded, GetParam().profile), ::testing::IsEmpty());
}

// A level above 0 with a set that has 1.0 or 1.1 in it is where 3.0 parts from the others, which
// part in old hellos alone.
TEST_P(RecordedCells, AreNotThoseOf3_0WhereTheyAreOfAnotherFamily) {
    for (const Profile profile : all_profiles) {
        const bool same =
            (profile == Profile::openssl_3_0) == (GetParam().profile == Profile::openssl_3_0);
        EXPECT_EQ(differences(recording_of(GetParam()), profile).size(), same ? 0U : 5850U);
    }
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
