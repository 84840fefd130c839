// What the story says of a client whose hello tells otherwise than OpenSSL 3.0's.
#include <algorithm>

#include <gmock/gmock.h>

#include <tlsmatrix/report/format.hpp>
#include <tlsmatrix/reproduce/play.hpp>

namespace tlsmatrix::reproduce::tell_test {
namespace {

using testing::HasSubstr;
using testing::Not;

const Scene& curls(Stage stage) {
    const auto all = scenes();
    return *std::find_if(all.begin(), all.end(), [stage](const Scene& scene) {
        return scene.actor == Actor::curl && scene.stage == stage;
    });
}

std::string told(Stage stage, std::vector<std::uint16_t> versions) {
    check::ConnectionSight sight;
    sight.observation.client_hello = ClientHello{};
    sight.observation.client_hello->legacy_version = 0x0303;
    sight.observation.client_hello->supported_versions = std::move(versions);
    sight.outcome = Refused{{70, AlertLevel::fatal, Sender::server}};
    std::string text =
        report::written(reproduce_document(reproduce_json({Act{&curls(stage), "", {sight}, true}})),
                        *report::find_format("table"), {});
    std::replace(text.begin(), text.end(), '\n', ' ');
    text.erase(std::unique(text.begin(), text.end(),
                           [](char left, char right) { return left == ' ' && right == ' '; }),
               text.end());
    return text;
}

TEST(Tell, GoesByWhatTheClientOffered) {
    for (const Stage stage : {Stage::tls_1_0, Stage::tls_1_0_static_rsa}) {
        const std::string of_3_0 = told(stage, {0x0304, 0x0303, 0x0302, 0x0301});
        EXPECT_THAT(of_3_0, Not(HasSubstr("from 3.1 on")));
        const std::string of_3_5 = told(stage, {0x0304, 0x0303});
        EXPECT_THAT(of_3_5, HasSubstr("from 3.1 on"));
        EXPECT_THAT(of_3_5, Not(HasSubstr("had offered TLSv1")));
    }
}

}  // namespace
}  // namespace tlsmatrix::reproduce::tell_test
