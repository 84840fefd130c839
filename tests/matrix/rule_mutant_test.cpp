// Each entry of the rule, made wrong in each way that it can be: the recordings of real OpenSSLs
// catch it, and a run catches it in exactly the cells that the mutant predicts otherwise.
#include <algorithm>
#include <set>

#include <gmock/gmock.h>

#include "tests/matrix/recorded_cells.hpp"
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::rule_mutant_test {
namespace {

using enum ProtocolVersion;
using Rule = decltype(RunOptions::rule);

constexpr std::uint8_t decode_error = 50;  // which the rule never ends in

const Alert* refusal(const Negotiation& negotiation) {
    return std::get_if<Alert>(&negotiation.server);
}

Negotiation ends(Negotiation negotiation, const Prediction& end) {
    negotiation.client = negotiation.server = end;
    if (!negotiation.attempts.empty()) {
        negotiation.attempts.back().outcome = end;
    }
    return negotiation;
}

// The mutant has `end` wherever the rule ends in that alert of that end.
Rule instead_of(Sender sender, std::uint8_t description, Prediction end) {
    return [=](const ClientEndpoint& client, const ServerEndpoint& server) {
        Negotiation it = negotiate(client, server);
        const Alert* alert = refusal(it);
        const bool meant =
            alert != nullptr && alert->sender == sender && alert->description == description;
        return meant ? ends(std::move(it), end) : it;
    };
}

Rule another_alert(Sender sender, std::uint8_t description) {
    return instead_of(sender, description, Alert{decode_error, AlertLevel::fatal, sender});
}

Rule other_sender(Sender sender, std::uint8_t description) {
    return instead_of(sender, description, Alert{description, AlertLevel::fatal, other(sender)});
}

// The mutant applies the rule to other ends than those that it was asked about.
template <class Change>
Rule with_other_ends(Change change) {
    return [change](ClientEndpoint client, ServerEndpoint server) {
        change(client, server);
        return negotiate(client, server);
    };
}

VersionSet filled(VersionSet set) {
    return set.empty() ? set : VersionSet::between(*set.lowest(), *set.highest());
}

Negotiation lowest_mutual(const ClientEndpoint& client, const ServerEndpoint& server) {
    Negotiation it = negotiate(client, server);
    const VersionSet mutual =
        it.attempts.empty() ? VersionSet{} : it.attempts.back().offered & server.versions;
    return refusal(it) != nullptr || mutual.empty() ? it : ends(std::move(it), *mutual.lowest());
}

// A server that looks at its key before it looks at TLS_FALLBACK_SCSV.
Negotiation signs_before_fallback(const ClientEndpoint& client, const ServerEndpoint& server) {
    ClientEndpoint plain = client;
    plain.fallback_scsv = false;
    const Negotiation without = negotiate(plain, server);
    const Alert* alert = refusal(without);
    const bool by_key = alert != nullptr && (alert->description == alert_code::handshake_failure ||
                                             alert->description == alert_code::internal_error);
    return by_key && alert->sender == Sender::server ? without : negotiate(client, server);
}

// A client that refuses a version before the server finds that it cannot sign it.
Negotiation bound_before_signature(const ClientEndpoint& client, const ServerEndpoint& server) {
    ServerEndpoint able = server;
    able.certificate = CertificateKind::ecdsa;
    able.security_level = 0;
    const Negotiation it = negotiate(client, able);
    const Alert* alert = refusal(it);
    return alert != nullptr && alert->sender == Sender::client ? it : negotiate(client, server);
}

struct Mutant {
    const char* name;
    Rule rule;
};

constexpr auto by_server = Sender::server;
constexpr auto by_client = Sender::client;

const Mutant mutants[] = {
    {"NoOverlapWithAnotherAlert", another_alert(by_server, alert_code::protocol_version)},
    {"NoOverlapByTheClient", other_sender(by_server, alert_code::protocol_version)},
    {"NoOverlapNegotiates", instead_of(by_server, alert_code::protocol_version, tls_1_2)},
    {"LowerBoundWithAnotherAlert", another_alert(by_client, alert_code::protocol_version)},
    {"LowerBoundByTheServer", other_sender(by_client, alert_code::protocol_version)},
    {"LowerBoundNegotiates", instead_of(by_client, alert_code::protocol_version, tls_1_0)},
    {"SentinelWithAnotherAlert", another_alert(by_client, alert_code::illegal_parameter)},
    {"SentinelByTheServer", other_sender(by_client, alert_code::illegal_parameter)},
    {"SentinelNegotiates", instead_of(by_client, alert_code::illegal_parameter, tls_1_0)},
    {"FallbackWithAnotherAlert", another_alert(by_server, alert_code::inappropriate_fallback)},
    {"FallbackByTheClient", other_sender(by_server, alert_code::inappropriate_fallback)},
    {"FallbackIsNotLookedAt",
     with_other_ends([](auto& client, auto&) { client.fallback_scsv = false; })},
    {"FallbackAfterTheKey", signs_before_fallback},
    {"KeyWithAnotherAlert", another_alert(by_server, alert_code::handshake_failure)},
    {"KeyByTheClient", other_sender(by_server, alert_code::handshake_failure)},
    {"KeyIsNotLookedAt",
     with_other_ends([](auto&, auto& server) { server.certificate = CertificateKind::ecdsa; })},
    {"KeyAfterTheLowerBound", bound_before_signature},
    {"ServersLevelWithAnotherAlert", another_alert(by_server, alert_code::internal_error)},
    {"ServersLevelByTheClient", other_sender(by_server, alert_code::internal_error)},
    {"ServersLevelIsNotLookedAt",
     with_other_ends([](auto&, auto& server) { server.security_level = 0; })},
    {"ClientsLevelWithAnotherAlert", another_alert(by_client, alert_code::internal_error)},
    {"ClientsLevelByTheServer", other_sender(by_client, alert_code::internal_error)},
    {"ClientsLevelIsNotLookedAt",
     with_other_ends([](auto& client, auto&) { client.security_level = 0; })},
    {"ProfileOfTheOtherReleases", with_other_ends([](auto& client, auto& server) {
         client.profile = server.profile =
             client.profile == Profile::openssl_3_0 ? Profile::openssl_3_1 : Profile::openssl_3_0;
     })},
    {"ChoiceOfTheLowest", lowest_mutual},
    {"OfferWithoutTheHole",
     with_other_ends([](auto& client, auto&) { client.versions = filled(client.versions); })},
    {"OfferOfTheHighestRun", with_other_ends([](auto& client, auto&) {
         const auto runs = client.versions.runs();
         client.versions = runs.empty() ? VersionSet{} : runs.front();
     })},
    {"ServersHoleIsNotHonoured",
     with_other_ends([](auto&, auto& server) { server.versions = filled(server.versions); })},
};

bool same(const Negotiation& left, const Negotiation& right) {
    bool same = left.client == right.client && left.server == right.server &&
                left.attempts.size() == right.attempts.size();
    for (std::size_t i = 0; same && i < left.attempts.size(); ++i) {
        same = left.attempts[i].outcome == right.attempts[i].outcome &&
               left.attempts[i].offered.highest() == right.attempts[i].offered.highest();
    }
    return same;
}

const std::vector<Cell>& every_cell() {
    static const std::vector<Cell> cells =
        cross_axes(make_cells(all_version_sets(), all_version_sets(), parse_engines("all").value()),
                   {parse_axis("scsv=all").value(), parse_axis("client-level=0,1").value(),
                    parse_axis("server-level=0,1").value(),
                    parse_axis("certificate=ecdsa,rsa,ed25519").value()})
            .value();
    return cells;
}

// Cells that a mutant predicts otherwise and as many that it does not, from all over the product.
struct Sample {
    std::vector<Cell> cells;
    std::set<std::string> wrong;
};

Sample sample_of(const Rule& rule) {
    constexpr std::size_t most = 12;
    constexpr std::size_t stride = 7919;  // a prime: every cell once, far apart
    Sample sample;
    std::size_t right = 0;
    const auto& cells = every_cell();
    for (std::size_t i = 0; i < cells.size() && (sample.wrong.size() < most || right < most); ++i) {
        const Cell& cell = cells[i * stride % cells.size()];
        const Endpoints ends = endpoints_of(cell);
        const bool wrong =
            !same(rule(ends.client, ends.server), negotiate(ends.client, ends.server));
        if ((wrong ? sample.wrong.size() : right) < most) {
            sample.cells.push_back(cell);
            right += wrong ? 0U : 1U;
            if (wrong) {
                sample.wrong.insert(cell.id());
            }
        }
    }
    return sample;
}

// An entry may be about a family that does not run here: no cell of a run shows it then.
bool decides_a_cell_of(Profile profile, const Rule& rule) {
    return std::any_of(every_cell().begin(), every_cell().end(), [&](const Cell& cell) {
        const Endpoints ends = endpoints_of(cell, profile);
        return !same(rule(ends.client, ends.server), negotiate(ends.client, ends.server));
    });
}

class RuleEntry : public ::testing::TestWithParam<Mutant> {};

TEST_P(RuleEntry, IsCaughtByTheRecordings) {
    const auto is_caught = [](const Recording& recording) {
        const auto& cells = recording_of(recording).cells;
        return std::any_of(cells.begin(), cells.end(), [&](const RecordedCell& recorded) {
            const Endpoints ends = endpoints_of(recorded.cell, recording.profile);
            return words_of(GetParam().rule(ends.client, ends.server)) != recorded.words;
        });
    };
    EXPECT_TRUE(std::any_of(recordings.begin(), recordings.end(), is_caught));
}

TEST_P(RuleEntry, IsCaughtByARunInExactlyTheCellsThatItDecides) {
    const Sample sample = sample_of(GetParam().rule);
    EXPECT_EQ(sample.wrong.empty(), !decides_a_cell_of(running_profile(), GetParam().rule));
    EXPECT_TRUE(std::any_of(all_profiles.begin(), all_profiles.end(), [](Profile profile) {
        return decides_a_cell_of(profile, GetParam().rule);
    }));
    RunOptions options;
    options.rule = GetParam().rule;
    for (const CellResult& result : run(sample.cells, options).cells) {
        const bool wrong = sample.wrong.contains(result.cell.id());
        EXPECT_EQ(verdict_name(result.verdict), wrong ? "failed" : "passed")
            << result.cell.id() << ": " << result.explanation;
        EXPECT_EQ(result.explanation.empty(), !wrong);
    }
}

INSTANTIATE_TEST_SUITE_P(Rule, RuleEntry, ::testing::ValuesIn(mutants),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace tlsmatrix::matrix::rule_mutant_test
