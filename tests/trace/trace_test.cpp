// Traces of real handshakes, and what is read in their messages.

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/trace/detail/other_choices.hpp>
#include <tlsmatrix/trace/field.hpp>
#include <tlsmatrix/trace/trace_report.hpp>

namespace tlsmatrix::trace::trace_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

matrix::Cell cell_of(std::string_view client, std::string_view server, std::string_view axis = "",
                     Engine engine = Engine::exact) {
    matrix::Cell cell;
    cell.client = {VersionSet::parse(client).value(), engine};
    cell.server = {VersionSet::parse(server).value(), engine};
    if (axis.empty()) {
        return cell;
    }
    return matrix::cross_axes({cell}, {matrix::parse_axis(axis).value()}).value().front();
}

// story is each message as `>Name` of the client or `<Name` of the server, encrypted ones with `*`.
std::vector<std::string> story(const matrix::Cell& cell) {
    const auto report = trace_json(matrix::trace_cell(cell, running_profile()), running_profile());
    std::vector<std::string> told;
    for (const auto& each : report.at("messages").as_array()) {
        told.push_back(std::string(each.at("from") == "client" ? ">" : "<") +
                       std::string(each.at("message").as_string()) +
                       (each.at("encrypted").as_bool() ? "*" : ""));
    }
    return told;
}

// RFC 5246 section 7.3, RFC 8446 section 2.
TEST(TraceCell, HasTheMessagesInTheOrderOfTheStandards) {
    EXPECT_THAT(story(cell_of("1.2", "1.2")),
                ElementsAre(">ClientHello", "<ServerHello", "<Certificate", "<ServerKeyExchange",
                            "<ServerHelloDone", ">ClientKeyExchange", ">ChangeCipherSpec",
                            ">Finished*", "<NewSessionTicket", "<ChangeCipherSpec", "<Finished*"));
    EXPECT_THAT(story(cell_of("1.3", "1.3")),
                ElementsAre(">ClientHello", "<ServerHello", "<ChangeCipherSpec",
                            "<EncryptedExtensions*", "<Certificate*", "<CertificateVerify*",
                            "<Finished*", ">ChangeCipherSpec", ">Finished*", "<NewSessionTicket*"));
    EXPECT_THAT(story(cell_of("1.0", "1.0", "session=1.0")),
                ElementsAre(">ClientHello", "<ServerHello", "<ChangeCipherSpec", "<Finished*",
                            ">ChangeCipherSpec", ">Finished*"));
    EXPECT_THAT(
        story(cell_of("1.3", "1.3", "retry=on")),
        ElementsAre(">ClientHello", "<HelloRetryRequest", "<ChangeCipherSpec", ">ChangeCipherSpec",
                    ">ClientHello", "<ServerHello", "<EncryptedExtensions*", "<Certificate*",
                    "<CertificateVerify*", "<Finished*", ">Finished*", "<NewSessionTicket*"));
}

TEST(TraceCell, HasTheAlertOfWhoRefuses) {
    EXPECT_THAT(story(cell_of("1.2+", "1.0")), ElementsAre(">ClientHello", "<alert"));
    EXPECT_THAT(story(cell_of("1.2", "1.0,1.1")),
                ElementsAre(">ClientHello", "<ServerHello", "<Certificate", "<ServerKeyExchange",
                            "<ServerHelloDone", ">alert"));
    EXPECT_EQ(story(cell_of("1.3", "1.3", "verify-client=required")).back(), "<alert*");
    // One hello for each run of the client's set.
    EXPECT_THAT(story(cell_of("1.0,1.2", "1.1", "", Engine::exact)),
                ElementsAre(">ClientHello", "<ServerHello", "<Certificate", "<ServerKeyExchange",
                            "<ServerHelloDone", ">alert", ">ClientHello", "<alert"));
}

// Whatever the sets come to, the messages end with what both ends say.
TEST(TraceCell, ComesToWhatACellOfTheMatrixComesTo) {
    for (const VersionSet client : all_version_sets()) {
        for (const VersionSet server : all_version_sets()) {
            matrix::Cell cell;
            cell.client = {client, Engine::openssl};
            cell.server = {server, Engine::openssl};
            const matrix::CellTrace trace = matrix::trace_cell(cell, running_profile());
            SCOPED_TRACE(cell.id());
            EXPECT_EQ(trace.result.verdict, matrix::Verdict::passed) << trace.result.explanation;
            ASSERT_FALSE(trace.messages.empty());
            if (const auto* refused = std::get_if<Refused>(&*trace.result.client)) {
                const matrix::SentMessage& last = trace.messages.back();
                EXPECT_EQ(last.content_type, 21);
                EXPECT_TRUE(std::any_of(
                    trace.messages.begin(), trace.messages.end(), [&](const auto& each) {
                        return each.content_type == 21 && each.from == refused->alert.sender &&
                               each.bytes.back() == refused->alert.description;
                    }));
            }
        }
    }
}

// Fields stand one behind another, inside their message; what breaks off has those before.
TEST(FieldsOf, StandWithinTheirMessageHoweverShortItIs) {
    for (const std::string_view axis : {"", "retry=on", "verify-client=optional"}) {
        const matrix::CellTrace trace =
            matrix::trace_cell(cell_of("all", "all", axis), running_profile());
        for (const matrix::SentMessage& sent : trace.messages) {
            for (std::size_t size = 0; size <= sent.bytes.size(); ++size) {
                const Message message{sent.from, sent.content_type, true,
                                      std::span(sent.bytes).first(size)};
                std::size_t end = 0;
                for (const Field& field : fields_of(message)) {
                    EXPECT_GE(field.offset, end) << field.name;
                    end = field.offset + field.size;
                    EXPECT_LE(end, size) << field.name;
                }
                (void)message_words(message);
                (void)message_name(message);
            }
        }
    }
}

std::string meaning_of(const matrix::Cell& cell, std::size_t number, std::string_view name) {
    const matrix::CellTrace trace = matrix::trace_cell(cell, running_profile());
    const matrix::SentMessage& sent = trace.messages.at(number);
    for (const Field& field : fields_of({sent.from, sent.content_type, false, sent.bytes})) {
        if (field.name == name) {
            return field.meaning;
        }
    }
    return "no such field";
}

TEST(FieldsOf, SayWhatDecidesTheVersion) {
    EXPECT_THAT(meaning_of(cell_of("1.2", "1.2"), 0, "legacy_version"), HasSubstr("The offer"));
    EXPECT_THAT(meaning_of(cell_of("1.2+", "1.2"), 0, "legacy_version"), HasSubstr("Nobody"));
    EXPECT_THAT(meaning_of(cell_of("1.2+", "1.2"), 0, "supported_versions"),
                HasSubstr("The offer"));
    EXPECT_THAT(meaning_of(cell_of("1.2", "1.2"), 0, "cipher_suites"), HasSubstr("TLSv1.3"));
    EXPECT_EQ(meaning_of(cell_of("all", "1.2"), 0, "cipher_suites"), "");
    EXPECT_THAT(meaning_of(cell_of("1.1", "1.1", "scsv=on"), 0, "cipher_suites"),
                HasSubstr("TLS_FALLBACK_SCSV"));
    EXPECT_THAT(meaning_of(cell_of("1.2", "1.2"), 1, "legacy_version"), "The choice.");
    EXPECT_THAT(meaning_of(cell_of("1.3", "1.3"), 1, "supported_versions"), "The choice.");
    EXPECT_THAT(meaning_of(cell_of("1.2", "1.2"), 1, "random"), HasSubstr("without a downgrade"));
    EXPECT_THAT(meaning_of(cell_of("1.2", "1.2+"), 1, "random"), HasSubstr("DOWNGRD 01"));
    EXPECT_THAT(meaning_of(cell_of("1.0", "1.0,1.2", "", Engine::openssl), 1, "random"),
                testing::AllOf(HasSubstr("DOWNGRD 00"), HasSubstr("TLSv1.3 must refuse"),
                               HasSubstr("TLSv1.2 should")));
    EXPECT_THAT(meaning_of(cell_of("1.3", "1.3", "retry=on"), 1, "random"),
                HasSubstr("HelloRetryRequest"));
    EXPECT_THAT(meaning_of(cell_of("1.3", "1.2"), 1, "description"), HasSubstr("The server ends"));
}

TEST(OtherChoices, AreThoseThatComeToSomethingElse) {
    const matrix::Endpoints ends =
        matrix::endpoints_of(cell_of("1.0-1.2", "1.1-1.2"), running_profile());
    std::vector<std::string> told;
    for (const OtherChoice& each : other_choices(ends)) {
        told.push_back(each.change + ": " + describe(each.server));
    }
    EXPECT_THAT(told, ElementsAre("the client without TLSv1.2: TLSv1.1",
                                  "the server without TLSv1.2: TLSv1.1"));
}

}  // namespace
}  // namespace tlsmatrix::trace::trace_test
