#include <functional>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <tlsmatrix/report/outcome_json.hpp>

namespace tlsmatrix::report::saved_test {
namespace {

using namespace std::chrono_literals;

TEST(Saved, SaysWhereAReportIsNotAsItMustBe) {
    const boost::json::value root = boost::json::parse(
        R"({"a": {"text": "x", "list": [1, {"b": "1.2"}], "none": null, "minus": -1}})");
    const struct {
        std::function<void(const Saved&)> ask;
        const char* complaint;
    } cases[] = {
        {[](const Saved& it) { (void)it.at("b"); }, "'b' is missing"},
        {[](const Saved& it) { (void)it.at("a").at("c"); }, "'a.c' is missing"},
        {[](const Saved& it) { (void)it.at("a").text("none"); }, "'a.none' is no text"},
        {[](const Saved& it) { (void)it.at("a").number("text"); }, "'a.text' is no number"},
        {[](const Saved& it) { (void)it.at("a").count("minus"); }, "'a.minus' is no count"},
        {[](const Saved& it) { (void)it.at("a").flag("text"); },
         "'a.text' is neither true nor false"},
        {[](const Saved& it) { (void)it.list(); }, "it is no list"},
        {[](const Saved& it) { (void)it.at("a").list("list")[0].object(); },
         "'a.list[0]' is no object"},
        {[](const Saved& it) { (void)it.at("a").versions("list"); }, "'a.list[0]' is no text"},
    };
    for (const auto& each : cases) {
        try {
            each.ask(Saved(root));
            ADD_FAILURE() << "was taken: " << each.complaint;
        } catch (const Misread& error) {
            EXPECT_STREQ(error.what(), each.complaint);
        }
    }
}

TEST(Saved, TakesAMemberThatIsNullForOneThatIsMissing) {
    const boost::json::value root = boost::json::parse(R"({"none": null, "text": "x"})");
    EXPECT_FALSE(Saved(root).find("none"));
    EXPECT_FALSE(Saved(root).find("nothing"));
    EXPECT_EQ(Saved(root).text_or("none", "y"), "y");
    EXPECT_EQ(Saved(root).text_or("text", "y"), "x");
}

TEST(OutcomeJson, IsReadBackAsItWasWritten) {
    const HandshakeOutcome outcomes[] = {
        Negotiated{ProtocolVersion::tls_1_2, "AES128-SHA", "", true},
        Negotiated{ProtocolVersion::tls_1_0, "AES128-SHA", "", false},
        Refused{{70, AlertLevel::fatal, Sender::client}},
        Refused{{99, AlertLevel::fatal, Sender::server}},  // a code without a name
        Closed{"it closed"},
        Aborted{"it reset"},
        TimedOut{1500ms},
    };
    for (const HandshakeOutcome& outcome : outcomes) {
        const boost::json::value value(outcome_json(outcome));
        EXPECT_EQ(read_outcome(Saved(value)), outcome) << boost::json::serialize(value);
    }
    const Prediction predictions[] = {ProtocolVersion::tls_1_3,
                                      Alert{47, AlertLevel::fatal, Sender::client}};
    for (const Prediction& prediction : predictions) {
        const boost::json::value value(prediction_json(prediction));
        EXPECT_EQ(read_prediction(Saved(value)), prediction);
    }
}

TEST(OutcomeJson, IsRefusedWhereItIsNone) {
    for (const char* text :
         {R"({"outcome": "flown"})", R"({"outcome": "negotiated", "version": "1.2+"})",
          R"({"outcome": "negotiated", "version": "1.4", "cipher": ""})",
          R"({"outcome": "closed"})",
          R"({"outcome": "refused", "by": "nobody", "alert": "protocol_version"})",
          R"({"outcome": "refused", "by": "client", "alert": "no_such"})", R"("negotiated")"}) {
        const boost::json::value value = boost::json::parse(text);
        EXPECT_THROW((void)read_outcome(Saved(value)), Misread) << text;
    }
}

}  // namespace
}  // namespace tlsmatrix::report::saved_test
