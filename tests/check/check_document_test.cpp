// What a check's document says of a version, for every outcome of it.
#include <algorithm>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::check::check_document_test {
namespace {

namespace json = boost::json;
using report::Judgement;
using report::Tone;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// report_of is a saved report of one version, of which the client printed a line.
json::object report_of(Stance stance, json::value as_required) {
    return {{"client", {"curl", "a b"}},
            {"summary",
             {{"as_required", as_required},
              {"sentence", "the sentence"},
              {"unmet", json::array()},
              {"unmet_overall", json::array()},
              {"observations", json::array()},
              {"seconds", 1}}},
            {"versions",
             {{{"version", "1.1"},
               {"outcome", stance_name(stance)},
               {"as_required", as_required},
               {"row",
                {{"outcome", "words"},
                 {"offered", "-"},
                 {"decided_by", "-"},
                 {"exit", "0"},
                 {"sentence", "why"}}},
               {"excerpt", "printed"},
               {"runs", {{{"seconds", 0.5}}, {{"seconds", 0.25}}}}}}}};
}

bool shows_output(const report::Document& document) {
    return std::any_of(document.blocks.begin(), document.blocks.end(),
                       [](const report::Block& block) {
                           return std::holds_alternative<report::Lines>(block.content);
                       });
}

struct Case {
    Stance stance;
    json::value as_required;  // null: nothing is required
    Judgement judgement;
    Tone tone;
    bool shows_output;
};

TEST(CheckDocument, JudgesAVersionByWhatWasRequiredAndThenByWhatIsKnown) {
    const Case cases[] = {
        {Stance::accepts, nullptr, Judgement::passed, Tone::good, false},
        {Stance::accepts, true, Judgement::passed, Tone::good, false},
        {Stance::accepts, false, Judgement::failed, Tone::bad, false},
        {Stance::refuses, nullptr, Judgement::passed, Tone::dim, false},
        {Stance::refuses, false, Judgement::failed, Tone::bad, true},
        {Stance::offers, nullptr, Judgement::passed, Tone::fair, false},
        {Stance::no_request, true, Judgement::passed, Tone::fair, false},
        {Stance::undecided, nullptr, Judgement::error, Tone::fair, true},
        {Stance::undecided, false, Judgement::failed, Tone::bad, true},
        {Stance::not_tried, nullptr, Judgement::skipped, Tone::fair, false},
        {Stance::not_tried, false, Judgement::failed, Tone::bad, true},
    };
    for (const Case& each : cases) {
        const report::Document document = check_document(report_of(each.stance, each.as_required));
        ASSERT_THAT(document.items, SizeIs(1));
        const report::Item& item = document.items.front();
        EXPECT_EQ(item.judgement, each.judgement) << stance_name(each.stance);
        EXPECT_EQ(item.verdict.tone, each.tone) << stance_name(each.stance);
        EXPECT_EQ(item.seconds, 0.75);
        EXPECT_EQ(shows_output(document), each.shows_output) << stance_name(each.stance);
        EXPECT_EQ(document.title, "tlsmatrix check: curl 'a b'");
    }
}

TEST(CheckDocument, HasACaseForWhatBelongsToNoVersion) {
    json::object saved = report_of(Stance::accepts, false);
    EXPECT_THAT(check_document(saved).faults, IsEmpty());
    saved["summary"].as_object()["unmet"] = {"it falls"};
    saved["summary"].as_object()["unmet_overall"] = {"it falls"};
    const report::Document document = check_document(saved);
    EXPECT_THAT(document.faults, SizeIs(1));
    ASSERT_THAT(document.items, SizeIs(2));
    EXPECT_EQ(document.items.back().name, "it falls");
    EXPECT_EQ(document.counts.failed, 2U);
    EXPECT_EQ(document.counts.seconds, 1);
}

TEST(CheckDocument, RefusesAnOutcomeThatThereIsNot) {
    json::object saved = report_of(Stance::accepts, nullptr);
    saved["versions"].as_array()[0].as_object()["outcome"] = "dances";
    EXPECT_THROW((void)check_document(saved), report::Misread);
}

}  // namespace
}  // namespace tlsmatrix::check::check_document_test
