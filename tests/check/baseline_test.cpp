#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/baseline.hpp>

namespace tlsmatrix::check::baseline_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Report with(ProtocolVersion version, Stance stance) {
    Report report;
    report.versions.push_back({.version = version, .stance = stance, .sentence = "what happened"});
    return report;
}

std::vector<std::string> worse(const Report& before, const Report& now) {
    const boost::json::value saved = check_json(before);
    std::vector<std::string> sentences;
    for (const Unmet& each : worse_than(report::Saved(saved), now).value()) {
        sentences.push_back(each.sentence);
    }
    return sentences;
}

struct Change {
    ProtocolVersion version;
    Stance before;
    Stance now;
    bool is_worse;
};

TEST(WorseThan, SaysOfEachVersionWhetherItGotWorse) {
    using enum Stance;
    const auto old = ProtocolVersion::tls_1_0;
    const auto modern = ProtocolVersion::tls_1_2;
    for (const Change& change : {
             Change{old, refuses, refuses, false},
             Change{old, refuses, accepts, true},
             Change{old, refuses, offers, true},
             Change{old, refuses, undecided, true},
             Change{old, offers, accepts, true},
             Change{old, accepts, refuses, false},
             Change{old, undecided, accepts, false},
             Change{modern, accepts, accepts, false},
             Change{modern, accepts, refuses, true},
             Change{modern, accepts, offers, true},
             Change{modern, accepts, undecided, true},
             Change{modern, offers, accepts, false},
             Change{modern, refuses, accepts, true},
             Change{modern, undecided, refuses, false},
         }) {
        EXPECT_EQ(
            worse(with(change.version, change.before), with(change.version, change.now)).empty(),
            !change.is_worse)
            << wire_name(change.version) << " from " << stance_name(change.before) << " to "
            << stance_name(change.now);
    }
    EXPECT_THAT(
        worse(with(old, refuses), with(old, accepts)),
        ElementsAre("TLSv1 was 'refuses' in the baseline and is 'accepts' (what happened)"));
}

TEST(WorseThan, RefusesWhatIsNoReportOfCheckAndWhatCountsSomethingElse) {
    const Report now = with(ProtocolVersion::tls_1_2, Stance::accepts);
    for (const char* text : {"{}", "[]", R"({"command": "scan"})", R"({"command": "check"})"}) {
        const boost::json::value saved = boost::json::parse(text);
        const auto found = worse_than(report::Saved(saved), now);
        ASSERT_FALSE(found) << text;
        EXPECT_THAT(found.error().message, HasSubstr("is no report of 'tlsmatrix check"));
    }
    Report handshakes = now;
    handshakes.level = Level::handshake;
    const boost::json::value saved = check_json(handshakes);
    const auto found = worse_than(report::Saved(saved), now);
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message, HasSubstr("counts a handshake as accepted"));
}

}  // namespace
}  // namespace tlsmatrix::check::baseline_test
