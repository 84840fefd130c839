#include <gtest/gtest.h>

#include <tlsmatrix/check/certificates/certificate_gate.hpp>

namespace tlsmatrix::check::certificate_gate_test {
namespace {

constexpr std::uint16_t code_of_1_2 = 0x0303;
constexpr std::uint16_t code_of_1_3 = 0x0304;

// What a server saw that had answered with this version; 0: it had not.
TrialResult ended(Ending ending, std::uint16_t answered = code_of_1_3) {
    TrialResult trial;
    trial.facts.child.exit.status = 1;
    ConnectionSight sight;
    if (answered != 0) {
        sight.observation.server_hello = ServerHello{.version = answered};
    }
    trial.facts.connections.push_back(sight);
    trial.verdict.ending = ending;
    trial.verdict.connection = 0;
    trial.verdict.decided_by = Sender::client;
    trial.verdict.sentence = "what was seen";
    return trial;
}

struct Given {
    std::string_view name = "expired";
    TrialResult trial = ended(Ending::distrusted);
    GateOptions options = {};
    TrialResult good = ended(Ending::served);
    std::optional<TrialResult> again = std::nullopt;
};

CertificateRow judged(const Given& given) {
    return judge_certificates({find_in_zoo("good"), find_in_zoo(given.name)},
                              {given.good, given.trial}, given.again.value_or(given.good),
                              given.options)
        .at(1);
}

constexpr GateOptions by_handshake{.level = Level::handshake};
constexpr GateOptions with_crl{.has_crl = true};

TEST(CertificateGate, AcceptsOrRefusesByWhatTheServerSaw) {
    const struct {
        Ending ending;
        Taking taking;
    } cases[] = {
        {Ending::served, Taking::accepted},         {Ending::distrusted, Taking::refused},
        {Ending::failed, Taking::refused},          {Ending::closed, Taking::refused},
        {Ending::no_request, Taking::refused},  // the good one had a request
        {Ending::no_shared_suite, Taking::lacking}, {Ending::refused, Taking::undecided},
        {Ending::other_refusal, Taking::undecided}, {Ending::not_tls, Taking::undecided},
        {Ending::before_hello, Taking::undecided},  {Ending::never_connected, Taking::undecided},
        {Ending::hung, Taking::undecided},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(judged({.trial = ended(each.ending)}).taking, each.taking)
            << ending_name(each.ending);
    }
}

TEST(CertificateGate, TakesAFinishedHandshakeForAcceptedWhereTheClientSendsNoRequestToTheGoodOne) {
    const TrialResult silent = ended(Ending::no_request);
    EXPECT_EQ(judged({.trial = silent, .options = by_handshake, .good = silent}).taking,
              Taking::accepted);
    EXPECT_EQ(judged({.trial = silent, .options = by_handshake}).taking, Taking::refused);
    EXPECT_EQ(judged({.trial = silent, .good = silent}).taking, Taking::undecided);
    EXPECT_EQ(judged({.options = by_handshake, .good = silent}).taking, Taking::refused);
}

TEST(CertificateGate, CallsNothingARefusalThatTheCertificateWasNotTheCauseOf) {
    TrialResult killed = ended(Ending::closed);
    killed.facts.child.exit = {.status = std::nullopt, .signal = 11};
    TrialResult by_server = ended(Ending::failed);
    by_server.verdict.decided_by = Sender::server;
    const struct {
        const char* what;
        Given given;
    } cases[] = {
        {"left before a certificate came", {.trial = ended(Ending::closed, 0)}},
        {"another version", {.trial = ended(Ending::distrusted, code_of_1_2)}},
        {"a crash", {.trial = killed}},
        {"the server's own alert", {.trial = by_server}},
        {"the good one is refused", {.good = ended(Ending::distrusted)}},
        {"the good one is never asked for", {.good = ended(Ending::never_connected)}},
        {"no request to the good one", {.good = ended(Ending::no_request)}},
        {"the good one is refused at the end", {.again = ended(Ending::distrusted)}},
    };
    for (const auto& [what, given] : cases) {
        const CertificateRow row = judged(given);
        EXPECT_EQ(row.taking, Taking::undecided) << what;
        EXPECT_EQ(row.verdict, RowVerdict::undecided) << what;
        EXPECT_FALSE(row.sentence.empty()) << what;
    }
}

// To accept a wrong one is a fault, whatever becomes of the good one.
TEST(CertificateGate, FailsWhatIsAcceptedThoughTheGoodOneIsNot) {
    EXPECT_EQ(
        judged({.trial = ended(Ending::served), .good = ended(Ending::never_connected)}).verdict,
        RowVerdict::failed);
}

TEST(CertificateGate, WantsOfEachWhatTheStandardsDemand) {
    const struct {
        std::string_view name;
        Ending ending;
        RowVerdict verdict;
        GateOptions options = {};
    } cases[] = {
        {"rsa-4096", Ending::served, RowVerdict::passed},
        {"rsa-4096", Ending::distrusted, RowVerdict::failed},
        {"rsa-4096", Ending::no_shared_suite, RowVerdict::undecided},
        {"expired", Ending::served, RowVerdict::failed},
        {"expired", Ending::distrusted, RowVerdict::passed},
        {"expired", Ending::hung, RowVerdict::undecided},
        {"weak-key", Ending::served, RowVerdict::told},
        {"weak-key", Ending::distrusted, RowVerdict::passed},
        {"sha1", Ending::hung, RowVerdict::told},
        {"p521", Ending::served, RowVerdict::passed},
        {"p521", Ending::no_shared_suite, RowVerdict::told},
        {"p521", Ending::distrusted, RowVerdict::told},
        {"revoked", Ending::served, RowVerdict::told},
        {"revoked", Ending::served, RowVerdict::failed, with_crl},
        {"revoked", Ending::distrusted, RowVerdict::passed, with_crl},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(judged({.name = each.name, .trial = ended(each.ending), .options = each.options})
                      .verdict,
                  each.verdict)
            << each.name << " " << ending_name(each.ending);
    }
}

TEST(CertificateGate, SaysWhyAClientMayDoWhatItDid) {
    EXPECT_EQ(judged({.name = "weak-key", .trial = ended(Ending::served)}).sentence,
              "what was seen; RFC 9325 section 4.5 is against it, and no standard says that a "
              "client must refuse it");
    EXPECT_NE(judged({.name = "revoked", .trial = ended(Ending::served)}).sentence.find("{crl}"),
              std::string::npos);
}

TEST(CertificateGate, IsAsDemandedWhereNothingFailedAndNothingIsUndecided) {
    const struct {
        Ending ending;
        bool as_demanded;
    } cases[] = {{Ending::distrusted, true}, {Ending::served, false}, {Ending::hung, false}};
    for (const auto& each : cases) {
        CertificateReport report;
        report.rows = {judged({.trial = ended(each.ending)})};
        EXPECT_EQ(report.is_as_demanded(), each.as_demanded) << ending_name(each.ending);
    }
}

}  // namespace
}  // namespace tlsmatrix::check::certificate_gate_test
