#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/report/format.hpp>
#include <tlsmatrix/scan/scan_report.hpp>

namespace tlsmatrix::scan::report_test {
namespace {

using testing::HasSubstr;
using testing::Not;

// A report of a server that speaks these, each with two suites, and refuses the rest.
Report report_of(const std::vector<std::uint16_t>& spoken) {
    Report report{{"example.org", 443}, "192.0.2.1"};
    report.local = {"3.0.0", VersionSet::parse("all").value()};
    for (const std::uint16_t version :
         {sslv2_code, sslv3_code, tls_1_0, tls_1_1, tls_1_2, tls_1_3}) {
        VersionReport each{version, false};
        each.refusal = alert(70);
        if (std::find(spoken.begin(), spoken.end(), version) != spoken.end()) {
            each.spoken = true;
            each.suites = {0xc030, 0xc02f};
            each.preference = Preference::server;
        }
        report.versions.push_back(each);
    }
    return report;
}

std::string table_of(const Report& report, bool colour = false) {
    return report::written(scan_document(scan_json(report)), *report::find_format("table"),
                           {.colour = colour});
}

TEST(ScanReport, MeetsASetOnlyWhereItSpeaksExactlyThat) {
    const struct {
        std::vector<std::uint16_t> spoken;
        const char* set;
        const char* unlike;
    } cases[] = {
        {{tls_1_2, tls_1_3}, "1.2+", ""},
        {{tls_1_0, tls_1_2}, "1.0,1.2", ""},
        {{tls_1_1, tls_1_2, tls_1_3}, "1.2+", "TLSv1.1 is spoken"},
        {{tls_1_2}, "1.2+", "TLSv1.3 is not spoken"},
        {{tls_1_0}, "1.3", "TLSv1 is spoken, TLSv1.3 is not spoken"},
        {{sslv3_code, tls_1_2, tls_1_3}, "1.2+", "SSLv3 is spoken"},
        {{sslv2_code, tls_1_2, tls_1_3}, "1.2+", "SSLv2 is spoken"},
        {{}, "1.2", "TLSv1.2 is not spoken"},
    };
    for (const auto& each : cases) {
        const Report report = report_of(each.spoken);
        const auto set = Requirement::exactly(VersionSet::parse(each.set).value());
        EXPECT_EQ(report.meets(set), *each.unlike == '\0') << each.unlike;
        EXPECT_EQ(unlike(report, set), each.unlike);
    }
}

TEST(ScanReport, MeetsNothingWhereTheScanEndedEarly) {
    Report report = report_of({tls_1_2});
    report.stopped = "the time of 1 s ran out";
    EXPECT_FALSE(report.meets(Requirement::exactly({ProtocolVersion::tls_1_2})));
    EXPECT_EQ(unlike(report, Requirement::exactly({ProtocolVersion::tls_1_2})),
              "the time of 1 s ran out");
    report.versions.front().spoken = std::nullopt;
    EXPECT_EQ(unlike(report, Requirement::exactly({ProtocolVersion::tls_1_2})),
              "SSLv2 is not known");
}

TEST(ScanReport, JudgesTheSentinelOfEveryVersionBelowTheHighest) {
    Report report = report_of({tls_1_0, tls_1_2, tls_1_3});
    EXPECT_EQ(report.sentinel().verdict, Verdict::wrong);
    report.versions[2].sentinel = DowngradeSentinel::tls_1_1_or_below;
    EXPECT_EQ(report.sentinel().verdict, Verdict::wrong);
    report.versions[4].sentinel = DowngradeSentinel::tls_1_2;
    EXPECT_EQ(report.sentinel().verdict, Verdict::right);
    report.versions[2].sentinel = DowngradeSentinel::tls_1_2;
    EXPECT_EQ(report.sentinel().verdict, Verdict::wrong);
    Report without_1_3 = report_of({tls_1_1, tls_1_2});
    EXPECT_EQ(without_1_3.sentinel().verdict, Verdict::unclear);
    without_1_3.versions[3].sentinel = DowngradeSentinel::tls_1_2;
    EXPECT_EQ(without_1_3.sentinel().verdict, Verdict::wrong);
    EXPECT_EQ(report_of({tls_1_3}).sentinel().verdict, Verdict::untested);
    EXPECT_EQ(report_of({tls_1_0, tls_1_1}).sentinel().verdict, Verdict::untested);
    EXPECT_EQ(report_of({}).sentinel().verdict, Verdict::untested);
}

TEST(ScanReport, NamesTheVersionsWhoseSentinelIsAmiss) {
    using Versions = std::vector<std::uint16_t>;
    Report report = report_of({tls_1_0, tls_1_2, tls_1_3});
    EXPECT_EQ(report.sentinel().amiss, (Versions{tls_1_0, tls_1_2}));
    report.versions[2].sentinel = DowngradeSentinel::tls_1_1_or_below;
    EXPECT_EQ(report.sentinel().amiss, Versions{tls_1_2});
    report.versions[4].sentinel = DowngradeSentinel::tls_1_2;
    EXPECT_EQ(report.sentinel().amiss, Versions{});
}

// No specification says what SSLv3's is to be.
TEST(ScanReport, JudgesNoSentinelOfSslv3) {
    Report report = report_of({sslv3_code, tls_1_2});
    EXPECT_EQ(report.sentinel().verdict, Verdict::untested);
    report.versions[1].sentinel = DowngradeSentinel::tls_1_1_or_below;
    EXPECT_EQ(report.sentinel().verdict, Verdict::untested);
    EXPECT_EQ(report.sentinel().amiss.size(), 0U);
}

// A connection that just ends, and silence, are the network's words as well as the server's.
TEST(ScanReport, TakesForANoOnlyWhatIsOne) {
    const Answer other_version = ServerHello{.version = tls_1_2};
    const struct {
        std::uint16_t version;
        Answer refusal;
        int times_asked;
        std::optional<bool> spoken;
    } cases[] = {
        {tls_1_0, alert(70), 1, false},
        {tls_1_0, alert(40), 1, false},
        {tls_1_3, other_version, 1, false},
        {tls_1_0, Ending{Ending::Kind::not_tls}, 1, false},
        {tls_1_0, Ending{Ending::Kind::closed}, 1, std::nullopt},
        {tls_1_0, Ending{Ending::Kind::reset}, 1, std::nullopt},
        {tls_1_0, Ending{Ending::Kind::closed}, 2, false},
        {tls_1_0, Ending{Ending::Kind::reset}, 2, false},
        {tls_1_0, Ending{Ending::Kind::timed_out}, 2, std::nullopt},
        {sslv2_code, Ending{Ending::Kind::timed_out}, 1, false},
        {tls_1_0, alert(112), 2, std::nullopt},
    };
    for (const auto& each : cases) {
        VersionReport version{.version = each.version, .spoken = true};
        version.refusal = each.refusal;
        decide_refused(version, each.times_asked);
        EXPECT_EQ(version.spoken, each.spoken) << describe(each.refusal);
        EXPECT_EQ(version.why_undecided.empty(), each.spoken.has_value()) << describe(each.refusal);
    }
}

TEST(ScanReport, MeetsNothingWhereAVersionIsUndecided) {
    Report report = report_of({tls_1_2});
    report.versions[2].spoken = std::nullopt;
    report.versions[2].why_undecided = "no answer came to a hello of it";
    const auto floor = Requirement::at_least(ProtocolVersion::tls_1_2);
    const auto free = Requirement::refuse({ProtocolVersion::tls_1_1});
    EXPECT_FALSE(report.meets(Requirement::exactly({ProtocolVersion::tls_1_2})));
    EXPECT_FALSE(report.meets(floor));
    EXPECT_FALSE(report.meets(free));
    EXPECT_EQ(unlike(report, free), "TLSv1 is undecided: no answer came to a hello of it");
}

TEST(ScanReport, RefusesTheVersionsOfItsSetOrThoseBelowAFloor) {
    const struct {
        std::vector<std::uint16_t> spoken;
        Requirement required;
        const char* unlike;
    } cases[] = {
        {{tls_1_2}, Requirement::refuse({ProtocolVersion::tls_1_0}), ""},
        {{}, Requirement::refuse({ProtocolVersion::tls_1_0}), ""},
        {{sslv3_code, tls_1_2}, Requirement::refuse({ProtocolVersion::tls_1_0}), ""},
        {{tls_1_0, tls_1_2}, Requirement::refuse({ProtocolVersion::tls_1_0}), "TLSv1 is spoken"},
        {{tls_1_3}, Requirement::at_least(ProtocolVersion::tls_1_2), ""},
        {{tls_1_1, tls_1_2}, Requirement::at_least(ProtocolVersion::tls_1_2), "TLSv1.1 is spoken"},
        {{sslv2_code, tls_1_3}, Requirement::at_least(ProtocolVersion::tls_1_2), "SSLv2 is spoken"},
        {{}, Requirement::at_least(ProtocolVersion::tls_1_3), "none of TLSv1.3 is spoken"},
    };
    for (const auto& each : cases) {
        const Report report = report_of(each.spoken);
        EXPECT_EQ(unlike(report, each.required), each.unlike);
        EXPECT_EQ(report.meets(each.required), *each.unlike == '\0') << each.unlike;
    }
}

TEST(ScanReport, TellsWhomAHoleBreaks) {
    Report report = report_of({tls_1_0, tls_1_2, tls_1_3});
    EXPECT_EQ(report.holes().verdict, Verdict::wrong);
    EXPECT_EQ(report.holes().missing, std::vector<std::uint16_t>{tls_1_1});
    EXPECT_EQ(report.holes().breaks,
              "clients whose highest is TLSv1.1 are refused, though TLSv1 is spoken");
    report.versions[3].refusal = ServerHello{.version = tls_1_0};
    EXPECT_EQ(report.holes().verdict, Verdict::unclear);
    EXPECT_EQ(report.holes().breaks, "clients whose highest is TLSv1.1 get TLSv1, or nothing");
    report.versions[3].refusal =
        ServerHello{.version = tls_1_0, .sentinel = DowngradeSentinel::tls_1_1_or_below};
    EXPECT_EQ(report.holes().verdict, Verdict::wrong);
    EXPECT_THAT(report.holes().breaks, HasSubstr("get TLSv1 with a downgrade sentinel"));
    EXPECT_EQ(report_of({tls_1_2, tls_1_3}).holes().verdict, Verdict::right);
    EXPECT_EQ(report_of({tls_1_0, tls_1_3}).holes().missing.size(), 2U);
    EXPECT_EQ(report_of({tls_1_3}).holes().verdict, Verdict::untested);
}

TEST(ScanReport, MeetsNothingWhereAnotherAddressOrNoNameDiffers) {
    const auto asked = Requirement::exactly({ProtocolVersion::tls_1_2});
    Report report = report_of({tls_1_2});
    report.elsewhere.push_back({"192.0.2.2", "example.org", report_of({tls_1_2}).versions});
    EXPECT_TRUE(report.meets(asked));
    report.elsewhere.push_back({"192.0.2.1", "", report_of({tls_1_0, tls_1_2}).versions});
    EXPECT_FALSE(report.meets(asked));
    EXPECT_EQ(unlike(report, asked), "TLSv1 is spoken at 192.0.2.1 without a server name");
    EXPECT_THAT(table_of(report),
                HasSubstr("at 192.0.2.2: the same versions\n"
                          "at 192.0.2.1 without a server name: TLSv1, TLSv1.2\n"));
}

// Every client that supports more takes it for an attack and refuses.
TEST(ScanReport, CallsASentinelAtTheHighestVersionWrong) {
    for (const DowngradeSentinel sentinel :
         {DowngradeSentinel::tls_1_2, DowngradeSentinel::tls_1_1_or_below}) {
        Report report = report_of({tls_1_2});
        report.versions[4].sentinel = sentinel;
        EXPECT_EQ(report.sentinel().verdict, Verdict::wrong);
        EXPECT_TRUE(report.sentinel().at_highest);
        EXPECT_THAT(table_of(report), HasSubstr("makes every client refuse it"));
    }
}

TEST(ScanReport, NamesWhatTheLocalOpenSslCouldNotSpeak) {
    const auto beyond_new_ones = [](const std::vector<std::uint16_t>& spoken) {
        Report report = report_of(spoken);
        report.local.versions = VersionSet::parse("1.2+").value();
        return table_of(report);
    };
    EXPECT_THAT(beyond_new_ones({sslv3_code, tls_1_0, tls_1_2}),
                HasSubstr("It cannot speak SSLv3 and TLSv1 itself"));
    EXPECT_THAT(beyond_new_ones({tls_1_2, tls_1_3}), Not(HasSubstr("It cannot speak")));
    const std::string table = table_of(report_of({sslv2_code, sslv3_code}));
    EXPECT_THAT(table, HasSubstr("It cannot speak SSLv2 and SSLv3 itself"));
    EXPECT_THAT(table, HasSubstr("the server is not to blame"));
    EXPECT_THAT(table_of(report_of({tls_1_2})), Not(HasSubstr("to blame")));
}

TEST(ScanReport, FitsInto80ColumnsWhateverTheServerDid) {
    Report report = report_of({tls_1_0, tls_1_2});
    const Answer longest = Ending{Ending::Kind::not_tls, "'" + std::string(64, 'x') + "'"};
    for (VersionReport& each : report.versions) {
        each.refusal = longest;
        each.in_doubt = true;
        each.chacha20_first = true;
        each.not_offered = 0xc07a;
    }
    report.fallback_answer = longest;
    report.probes.push_back(
        {Probe::Kind::grease, "extensions and groups", tls_1_2, longest, Verdict::wrong});
    std::istringstream lines(table_of(report));
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 80U) << line;
    }
}

TEST(ScanReport, HasColourOnlyWhereItIsAskedFor) {
    const Report report = report_of({tls_1_0});
    EXPECT_THAT(table_of(report), Not(HasSubstr("\x1b")));
    EXPECT_THAT(table_of(report, true), HasSubstr("\x1b[33myes\x1b[0m"));
}

TEST(ScanReport, NamesSuitesInJsonInBothWays) {
    Report report = report_of({sslv2_code, tls_1_2});
    report.versions[0].suites = {0x0700c0};
    report.required = Requirement::exactly({ProtocolVersion::tls_1_2});
    const auto json = scan_json(report);
    const auto& versions = json.at("versions").as_array();
    const auto& suite = versions[4].at("ciphers").at(0);
    EXPECT_EQ(suite.at("code"), "0xc030");
    EXPECT_EQ(suite.at("name"), "ECDHE-RSA-AES256-GCM-SHA384");
    EXPECT_EQ(suite.at("iana"), "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    const auto& kind = versions[0].at("ciphers").at(0);
    EXPECT_EQ(kind.at("code"), "0x0700c0");
    EXPECT_EQ(kind.at("name"), "DES-CBC3-MD5");
    EXPECT_EQ(kind.at("iana"), "SSL_CK_DES_192_EDE3_CBC_WITH_MD5");
    EXPECT_EQ(json.at("require").at("met"), false);
    EXPECT_EQ(versions[1].at("refusal").at("alert"), "protocol_version");
}

}  // namespace
}  // namespace tlsmatrix::scan::report_test
