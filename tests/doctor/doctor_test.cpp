#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/certs/store.hpp>
#include <tlsmatrix/doctor/doctor.hpp>

namespace tlsmatrix::doctor::doctor_test {
namespace {

using enum ProtocolVersion;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr certs::TimePoint today = std::chrono::sys_days{std::chrono::year{2026} / 11 / 25};

Trial trial_of(ProtocolVersion version, certs::KeyType key, std::optional<int> level, bool works) {
    Trial trial;
    trial.version = version;
    trial.key = key;
    trial.level = level;
    if (works) {
        trial.client = trial.server = Negotiated{version, "a cipher", "", false};
    } else {
        trial.client = trial.server = Refused{{80, AlertLevel::fatal, Sender::server}};
        trial.reason = "it did not work";
    }
    return trial;
}

// A machine on which all is well: level 1 by default as upstream has it, and no openssl.cnf.
DoctorFacts healthy() {
    DoctorFacts facts;
    facts.compiled_in = VersionSet::all();
    facts.origin.file = "/usr/lib/libssl.so.3";
    facts.presets.file = "/etc/openssl.cnf";
    facts.presets.enabled = VersionSet::all();
    facts.now = facts.built = today;
    facts.localhost = {"::1", "127.0.0.1"};
    facts.loopback = {{"127.0.0.1", ""}, {"::1", ""}};
    facts.state_directory = "/home/somebody/.local/state/tlsmatrix";
    for (const certs::KeyType key : certs::all_key_types) {
        for (const ProtocolVersion version : all_versions) {
            const bool legacy = version < tls_1_2;
            const bool possible = !legacy || key != certs::KeyType::ed25519;
            for (const int level : tried_levels) {
                facts.trials.push_back(
                    trial_of(version, key, level, possible && (level == 0 || !legacy)));
            }
            facts.trials.push_back(trial_of(version, key, std::nullopt, true));
        }
    }
    return facts;
}

void break_trials(DoctorFacts& facts, ProtocolVersion version, certs::KeyType key,
                  std::optional<int> level) {
    for (Trial& trial : facts.trials) {
        if (trial.version == version && trial.key == key && trial.level == level) {
            trial = trial_of(version, key, level, false);
        }
    }
}

TEST(Doctor, FindsNothingOnAHealthyMachine) {
    EXPECT_THAT(findings_of(healthy()), IsEmpty());
    EXPECT_TRUE(can_run_matrix({}));
}

const std::vector<certs::KeyType> all_keys(certs::all_key_types.begin(),
                                           certs::all_key_types.end());
// Those that can be used at TLS 1.0 and 1.1.
const std::vector<certs::KeyType> legacy_keys{certs::KeyType::rsa, certs::KeyType::ecdsa};

void obstruct(DoctorFacts& facts, VersionSet versions, const std::vector<certs::KeyType>& keys,
              const std::vector<Remedy>& causes, bool static_rsa = false) {
    for (const ProtocolVersion version : versions.versions()) {
        for (const certs::KeyType key : keys) {
            break_trials(facts, version, key, std::nullopt);
            facts.obstructions.push_back({version, key, causes, !causes.empty(), static_rsa});
        }
    }
}

struct Ailment {
    std::string name;
    std::function<void(DoctorFacts&)> strike;
    Severity severity;
    std::string problem;  // a part of it
    std::string fix;      // a part of it
};

std::vector<Ailment> ailments() {
    using certs::KeyType;
    const auto obstacle = Severity::obstacle;
    const auto warning = Severity::warning;
    return {
        {"CompiledOut",
         [](DoctorFacts& facts) {
             facts.compiled_in = {tls_1_2, tls_1_3};
             std::erase_if(facts.trials, [](const Trial& it) { return it.version < tls_1_2; });
         },
         obstacle, "built without TLSv1,TLSv1.1", "--waive"},
        {"MatrixKeyFailsAtLevel0",
         [](DoctorFacts& facts) { break_trials(facts, tls_1_0, KeyType::ecdsa, 0); }, obstacle,
         "TLSv1 with a key of type ecdsa fails at level 0: it did not work",
         "OPENSSL_CONF=/dev/null"},
        {"MatrixKeyFailsAtTheNewestVersion",
         [](DoctorFacts& facts) { break_trials(facts, tls_1_3, KeyType::ecdsa, 0); }, obstacle,
         "TLSv1.3 with a key of type ecdsa fails at level 0", "/etc/openssl.cnf"},
        {"MatrixKeyFailsAtALevelThatItDoesNotUse",
         [](DoctorFacts& facts) { break_trials(facts, tls_1_3, KeyType::ecdsa, 1); }, warning,
         "fails at level 1", "OPENSSL_CONF"},
        {"AnotherKeyFails",
         [](DoctorFacts& facts) { break_trials(facts, tls_1_2, KeyType::ed25519, 0); }, warning,
         "TLSv1.2 with a key of type ed25519", "OPENSSL_CONF"},
        {"NothingWorks",
         [](DoctorFacts& facts) {
             for (Trial& it : facts.trials) {
                 it = trial_of(it.version, it.key, it.level, false);
             }
         },
         obstacle, "no handshake works, even in memory: it did not work", "OPENSSL_CONF"},
        {"NoContextCanBeMade",
         [](DoctorFacts& facts) {
             facts.compiled_in = {};
             facts.trials = {};
             facts.presets.trouble = "library has no ciphers";
             facts.state_trouble = "a follow-up fault";
         },
         obstacle, "no handshake works, even in memory: library has no ciphers",
         "OPENSSL_CONF=/dev/null"},
        {"LoopbackIsDown", [](DoctorFacts& facts) { facts.loopback[0].failure = "no route"; },
         obstacle, "127.0.0.1 takes no connections: no route", "ip link set lo up"},
        {"NoIpv6", [](DoctorFacts& facts) { facts.loopback[1].failure = "no such address"; },
         warning, "::1 takes no connections: no such address", "disable_ipv6=0"},
        {"LocalhostIsUnknown", [](DoctorFacts& facts) { facts.localhost = {}; }, warning,
         "localhost leads to nowhere", "/etc/hosts"},
        {"LocalhostIsElsewhere", [](DoctorFacts& facts) { facts.localhost = {"10.0.0.1"}; },
         warning, "localhost leads to 10.0.0.1", "127.0.0.1 localhost"},
        {"ClockIsBehind", [](DoctorFacts& facts) { facts.now = certs::TimePoint{}; }, warning,
         "the clock says 1970-01-01, and this program was built on 2026-11-25", "timedatectl"},
        {"LibraryIsNewerThanAllThatWereMeasured",
         [](DoctorFacts& facts) {
             facts.library.release = "5.0.0";
             facts.library.family = family_of("5.0.0");
         },
         warning, "OpenSSL 5.0.0 is newer than all that were measured", "a newer tlsmatrix"},
        {"PresetsLeaveOthersNoContext",
         [](DoctorFacts& facts) {
             facts.presets.trouble = "OpenSSL does not take 'MinProtocol = TLSv9'";
             facts.presets.diagnostics = true;
             facts.presets.allows_contexts = false;
             facts.presets.enabled = {};
         },
         warning, "has config_diagnostics and a mistake, OpenSSL does not take 'MinProtocol",
         "correct it"},
        {"PresetsAreBroken",
         [](DoctorFacts& facts) { facts.presets.trouble = "line 3: missing equal sign"; }, warning,
         "/etc/openssl.cnf is not in effect as it is written: line 3", "correct it"},
        {"PresetBounds",
         [](DoctorFacts& facts) {
             facts.presets.written = {{"MinProtocol", "TLSv1.2"}};
             facts.presets.enabled = {tls_1_2, tls_1_3};
             obstruct(facts, {tls_1_0, tls_1_1}, legacy_keys, {Remedy::bounds});
         },
         warning, "with TLSv1,TLSv1.1: 'MinProtocol = TLSv1.2' leaves them out;",
         "TLSv1,TLSv1.1: curl --tlsv1.0 --tls-max 1.3, Python"},
        {"PresetLevelByDefault",
         [](DoctorFacts& facts) {
             facts.presets.security_level = 2;
             facts.presets.written = {{"CipherString", "HIGH"}};
             obstruct(facts, {tls_1_1}, legacy_keys, {Remedy::level});
         },
         warning, "with TLSv1.1: the security level is 2 by default;",
         "curl --ciphers DEFAULT:@SECLEVEL=0"},
        {"PresetLevelThatStaticRsaEscapes",
         [](DoctorFacts& facts) {
             facts.presets.security_level = 2;
             facts.presets.written = {{"CipherString", "DEFAULT:@SECLEVEL=2"}};
             obstruct(facts, {tls_1_0}, legacy_keys, {Remedy::level}, true);
         },
         warning,
         "with TLSv1 unless the server takes static RSA: the security level is 2, by "
         "'CipherString = DEFAULT:@SECLEVEL=2'",
         "@SECLEVEL=0"},
        {"PresetHole",
         [](DoctorFacts& facts) {
             facts.presets.written = {{"Protocol", "-ALL,TLSv1,TLSv1.2"}};
             facts.presets.enabled = {tls_1_0, tls_1_2};
             obstruct(facts, {tls_1_2, tls_1_3}, all_keys, {Remedy::switches});
         },
         warning,
         "TLSv1.2,TLSv1.3: 'Protocol = -ALL,TLSv1,TLSv1.2' switches TLSv1.1,TLSv1.3 off, and "
         "OpenSSL's client offers nothing above a hole",
         "take 'Protocol = -ALL,TLSv1,TLSv1.2' out of /etc/openssl.cnf"},
        {"PresetSignatures",
         [](DoctorFacts& facts) {
             facts.presets.written = {{"SignatureAlgorithms", "ECDSA+SHA256"}};
             obstruct(facts, {tls_1_2}, {KeyType::rsa, KeyType::ed25519}, {Remedy::signatures});
         },
         warning,
         "with TLSv1.2 and a key of type rsa or ed25519: 'SignatureAlgorithms = ECDSA+SHA256' "
         "leaves no signature algorithm in common",
         "take 'SignatureAlgorithms = ECDSA+SHA256' out of"},
        {"PresetSuitesAndLevel",
         [](DoctorFacts& facts) {
             facts.presets.security_level = 2;
             facts.presets.written = {{"CipherString", "AESGCM"}};
             obstruct(facts, {tls_1_0}, legacy_keys, {Remedy::suites, Remedy::level});
         },
         warning,
         "'CipherString = AESGCM' leaves them no cipher suite, and the security level is 2 by "
         "default",
         "@SECLEVEL=0"},
        {"AFixThatDidNotWorkWhenItWasTried",
         [](DoctorFacts& facts) {
             obstruct(facts, {tls_1_0}, legacy_keys, {Remedy::level});
             for (Obstruction& each : facts.obstructions) {
                 each.fixed = false;
             }
         },
         warning, "with TLSv1:", "use an OpenSSL that lets its clients speak TLSv1"},
        {"AnObstructionWithoutACause",
         [](DoctorFacts& facts) { obstruct(facts, {tls_1_0}, legacy_keys, {}); }, warning,
         "nothing that was changed of its settings helps", "use an OpenSSL"},
        {"ASectionThatIsNeverReached",
         [](DoctorFacts& facts) {
             facts.presets.unreached = {"t", "no 'openssl_conf' stands before the first section",
                                        "write 'openssl_conf = d' before its first section"};
         },
         warning,
         "[t] of /etc/openssl.cnf is not in effect: no 'openssl_conf' stands before the first "
         "section",
         "write 'openssl_conf = d'"},
        {"StateIsUnusable", [](DoctorFacts& facts) { facts.state_trouble = "it is a file"; },
         warning, "serve cannot keep an authority: it is a file", "--ephemeral"},
    };
}

class DoctorFindings : public testing::TestWithParam<Ailment> {};

TEST_P(DoctorFindings, NameOneAilmentAndItsFix) {
    DoctorFacts facts = healthy();
    GetParam().strike(facts);
    const auto findings = findings_of(facts);
    EXPECT_THAT(findings, ElementsAre(AllOf(Field(&Finding::severity, GetParam().severity),
                                            Field(&Finding::problem, HasSubstr(GetParam().problem)),
                                            Field(&Finding::fix, HasSubstr(GetParam().fix)))));
    EXPECT_EQ(can_run_matrix(findings), GetParam().severity == Severity::warning);
    for (const Finding& finding : findings) {
        EXPECT_EQ((finding.problem + finding.fix).find('\n'), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(All, DoctorFindings, testing::ValuesIn(ailments()),
                         [](const auto& test) { return test.param.name; });

TEST(Doctor, PutsObstaclesFirst) {
    DoctorFacts facts = healthy();
    facts.presets.trouble = "it cannot be read";
    facts.loopback[1].failure = "no such address";
    facts.loopback[0].failure = "no route";
    facts.state_trouble = "it is a file";
    const auto findings = findings_of(facts);
    ASSERT_EQ(findings.size(), 4U);
    EXPECT_EQ(findings[0].severity, Severity::obstacle);
    for (std::size_t i = 1; i < findings.size(); ++i) {
        EXPECT_EQ(findings[i].severity, Severity::warning);
    }
}

TEST(Doctor, IsNotMisledByAClockThatIsADayBehindTheBuild) {
    DoctorFacts facts = healthy();
    facts.now = today - std::chrono::hours(20);
    EXPECT_THAT(findings_of(facts), IsEmpty());
}

TEST(Doctor, AllowsTheClockADayToTheSecond) {
    DoctorFacts facts = healthy();
    facts.now = today - std::chrono::days(1);
    EXPECT_THAT(findings_of(facts), IsEmpty());
    facts.now -= std::chrono::seconds(1);
    EXPECT_THAT(findings_of(facts),
                ElementsAre(Field(&Finding::problem, HasSubstr("the clock says"))));
}

// The trials are made and not looked up: what this library does at each level, with each key.
TEST(Doctor, TriesEveryVersionLevelAndKey) {
    const auto trials = try_handshakes(certs::current_time());
    ASSERT_EQ(trials.size(), 4U * 4U * 3U);
    for (const Trial& trial : trials) {
        const bool legacy = trial.version < tls_1_2;
        const std::string name =
            fmt::format("{} {} {}", wire_name(trial.version), certs::key_type_name(trial.key),
                        trial.level.value_or(-1));
        if (trial.level && (!legacy || *trial.level == 0)) {
            EXPECT_EQ(trial.passed(), !(legacy && trial.key == certs::KeyType::ed25519))
                << name << ": " << trial.reason;
        } else if (trial.level) {
            EXPECT_FALSE(trial.passed()) << name;
        }
        EXPECT_EQ(trial.reason.empty(), trial.passed()) << name;
    }
}

// Certificates of another year are refused by this year's clock.
TEST(Doctor, SeesThatCertificatesOfAnotherTimeFail) {
    const auto trials = try_handshakes(certs::current_time() - std::chrono::days(3000));
    for (const Trial& trial : trials) {
        EXPECT_FALSE(trial.passed());
        EXPECT_FALSE(trial.reason.empty());
    }
}

// On any OpenSSL of any level: whatever stops a client that sets nothing, undoing it lets it pass.
TEST(Doctor, FindsACauseAndAFixForWhateverTheBenchCanDoAndOthersCannot) {
    const auto now = certs::current_time();
    for (const Obstruction& found : find_obstructions(try_handshakes(now), now)) {
        EXPECT_FALSE(found.causes.empty()) << wire_name(found.version);
        EXPECT_TRUE(found.fixed) << wire_name(found.version);
    }
}

class OtherSettings : public testing::Test {
  protected:
    std::string file(const std::string& name, const std::string& text) {
        const auto path = directory_.path() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path.string();
    }
    std::vector<std::string> read() {
        std::vector<std::string> told;
        for (const OtherSetting& setting : read_other_settings([this](const char* name) {
                 const auto found = variables_.find(name);
                 return found == variables_.end() ? std::nullopt : std::optional(found->second);
             })) {
            told.push_back(setting.library + " " + setting.setting);
        }
        return told;
    }

    certs::PrivateDirectory directory_;
    std::map<std::string, std::string> variables_{{"GNUTLS_SYSTEM_PRIORITY_FILE", "/nonexistent"}};
};

TEST_F(OtherSettings, AreNoneWhereNothingSetsAny) {
    EXPECT_THAT(read(), IsEmpty());
}

TEST_F(OtherSettings, AreThoseOfGnutls) {
    variables_["GNUTLS_SYSTEM_PRIORITY_FILE"] =
        file("gnutls", "[overrides]\n# disabled-version = tls1.3\n disabled-version = tls1.0\n");
    EXPECT_THAT(read(), ElementsAre("GnuTLS disabled-version = tls1.0"));
}

TEST_F(OtherSettings, AreThoseOfTheJavaThatRuns) {
    file("jdk/conf/security/java.security",
         "#jdk.tls.disabledAlgorithms=all\njdk.tls.disabledAlgorithms=SSLv3, TLSv1, \\\n    RC4\n");
    file("jdk/bin/java", "");
    variables_["PATH"] = "/nowhere:" + (directory_.path() / "jdk/bin").string();
    EXPECT_THAT(read(), ElementsAre("Java jdk.tls.disabledAlgorithms=SSLv3, TLSv1, RC4"));
    variables_["JAVA_HOME"] = "/nowhere";
    EXPECT_THAT(read(), ElementsAre(HasSubstr("RC4")));
}

TEST_F(OtherSettings, AreThoseOfVariables) {
    variables_["JAVA_TOOL_OPTIONS"] = "-Xmx1g -Djdk.tls.client.protocols=TLSv1.2";
    variables_["NODE_OPTIONS"] = "--no-warnings --tls-min-v1.0";
    EXPECT_THAT(read(),
                ElementsAre("Java -Djdk.tls.client.protocols=TLSv1.2", "Node --tls-min-v1.0"));
}

TEST(Doctor, TakesLoopbackForWhatItIs) {
    EXPECT_EQ(try_loopback("127.0.0.1").failure, "");
    EXPECT_NE(try_loopback("192.0.2.1").failure, "");  // TEST-NET-1, RFC 5737: nobody has it
}

}  // namespace
}  // namespace tlsmatrix::doctor::doctor_test
