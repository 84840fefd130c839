// Whose OpenSSL the doctor tells of.

#include <gmock/gmock.h>

#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::doctor::doctor_origin_test {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

const OpensslBuild ours{"3.0.19", "built on: a day", "OPENSSLDIR: \"/usr/lib/ssl\""};

// A machine on which other programs do not get through with TLS 1.0, by the OpenSSL that is asked.
DoctorFacts obstructed() {
    DoctorFacts facts;
    facts.compiled_in = VersionSet::all();
    facts.origin.build = ours;
    facts.localhost = {"127.0.0.1"};
    facts.now = facts.built = std::chrono::sys_days{std::chrono::year{2026} / 11 / 25};
    facts.obstructions = {{ProtocolVersion::tls_1_0, certs::KeyType::rsa, {Remedy::level}, true}};
    return facts;
}

struct Machine {
    std::string claim;
    std::string file;
    std::optional<OpensslBuild> machine;
    std::string problem;
};

TEST(DoctorOrigin, test_of_other_programs_it_tells_only_what_their_openssl_does) {
    const std::string known = "other programs that leave TLS to OpenSSL do not get through";
    const std::string unknown =
        "OpenSSL 3.0.19 is linked into this program and tells nothing of other programs: ";
    OpensslBuild rebuilt = ours;
    rebuilt.built_on = "built on: another day";
    OpensslBuild moved = ours;
    moved.directory = "OPENSSLDIR: \"/etc/pki/tls\"";
    const std::vector<Machine> machines{
        {"a shared library", "/usr/lib/libssl.so.3", std::nullopt, known},
        {"the same build", "", ours, known},
        {"another release", "", OpensslBuild{"3.5.9", "", ""},
         unknown + "this machine's openssl is 3.5.9"},
        {"another build", "", rebuilt,
         unknown + "this machine's openssl is 3.0.19 of another build"},
        {"another folder", "", moved,
         unknown + "this machine's openssl is 3.0.19 of another build"},
        {"no openssl", "", std::nullopt, unknown + "there is no openssl on PATH"},
    };
    for (const Machine& each : machines) {
        DoctorFacts facts = obstructed();
        facts.origin.file = each.file;
        facts.origin.machine = each.machine;
        EXPECT_THAT(findings_of(facts),
                    ElementsAre(Field(&Finding::problem, HasSubstr(each.problem))))
            << each.claim;
        const report::Document document = doctor_document(doctor_json(facts));
        const std::string page = report::written(document, "table");
        EXPECT_EQ(page.find("linked into this program; ") == std::string::npos, !each.file.empty())
            << each.claim;
        EXPECT_EQ(page.find("so other programs") != std::string::npos, each.problem == known)
            << each.claim;
    }
}

TEST(DoctorOrigin, test_it_reads_what_the_program_openssl_says_of_itself) {
    const OpensslBuild whole{"3.5.9", "built on: Tue", "OPENSSLDIR: \"/usr/lib/ssl\""};
    const std::string rest = "built on: Tue\nOPENSSLDIR: \"/usr/lib/ssl\"\n";
    const std::vector<std::pair<std::string, std::optional<OpensslBuild>>> cases{
        {"OpenSSL 3.5.9 1 Jul 2026 (Library: OpenSSL 3.5.9 1 Jul 2026)\n" + rest, whole},
        {"OpenSSL 3.5.9 1 Jul 2026\n" + rest, whole},
        {"OpenSSL 3.0.1 1 Jul 2020 (Library: OpenSSL 3.5.9 1 Jul 2026)\n" + rest, whole},
        {"OpenSSL 1.1.1w  11 Sep 2023\n", OpensslBuild{"1.1.1w", "", ""}},
        {"LibreSSL 3.9.2\n", std::nullopt},
        {"OpenSSL", std::nullopt},
        {rest, std::nullopt},
        {"", std::nullopt},
    };
    for (const auto& [output, build] : cases) {
        EXPECT_EQ(read_openssl_version(output), build) << output;
    }
}

TEST(DoctorOrigin, test_it_knows_the_shared_library_that_it_runs_on_and_asks_nobody) {
    const OpensslOrigin origin = find_openssl_origin();
    EXPECT_THAT(origin.file, HasSubstr("libssl"));
    EXPECT_EQ(origin.machine, std::nullopt);
    EXPECT_EQ(origin.build.release, openssl_version());
}

}  // namespace
}  // namespace tlsmatrix::doctor::doctor_origin_test
