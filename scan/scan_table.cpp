#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/scan/scan_report.hpp>

namespace tlsmatrix::scan {
namespace {

constexpr std::size_t width = 80;

// Colours, as SGR codes.
constexpr std::string_view green = "32";
constexpr std::string_view yellow = "33";
constexpr std::string_view red = "1;31";
constexpr std::string_view dim = "2";

// Mark is how a verdict looks.
struct Mark {
    Verdict verdict;
    std::string_view word;
    std::string_view colour;
};

constexpr std::array marks{
    Mark{Verdict::right, "ok", green},
    Mark{Verdict::wrong, "WRONG", red},
    Mark{Verdict::unclear, "?", yellow},
    Mark{Verdict::untested, "-", dim},
};

const Mark& mark_of(Verdict verdict) {
    return *std::find_if(marks.begin(), marks.end(),
                         [verdict](const Mark& mark) { return mark.verdict == verdict; });
}

std::string painted(const std::string& text, std::string_view code, bool colour) {
    return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string fitted(std::string text, std::size_t room) {
    if (text.size() > room) {
        text.resize(room - 3);
        text += "...";
    }
    return text;
}

// SSL is broken, 1.0 and 1.1 are deprecated (RFC 8996), whatever else a server is for.
std::string_view colour_of_spoken(std::uint16_t version) {
    if (version <= sslv3_code) {
        return red;
    }
    return version < static_cast<std::uint16_t>(ProtocolVersion::tls_1_2) ? yellow : green;
}

std::string_view preference_words(const VersionReport& version) {
    if (version.version == sslv2_code) {
        return "the client chooses";
    }
    switch (version.preference) {
        case Preference::server:
            return version.chacha20_first
                       ? "in the server's order, but ChaCha20 if the client has it first"
                       : "in the server's order";
        case Preference::client:
            return "in the client's order: the server has none";
        case Preference::unclear:
            return "and whose order counts is unclear";
        case Preference::single:
            break;
    }
    return {};
}

std::string spoken_words(const VersionReport& version) {
    const std::size_t count = version.suites.size();
    std::string words = fmt::format("{} cipher suite{}", count, count == 1 ? "" : "s");
    if (version.in_doubt) {
        words += ", perhaps more";
    }
    if (const auto preference = preference_words(version); !preference.empty() && count > 1) {
        words += fmt::format(", {}", preference);
    }
    if (version.not_offered) {
        words += fmt::format("; chose {}, which was not offered",
                             suite_name_at(version.version, *version.not_offered));
    }
    return words;
}

std::string refusal_words(const VersionReport& version) {
    if (!version.refusal) {
        return {};
    }
    return describe(*version.refusal) + (chosen_version(*version.refusal) ? " instead" : "");
}

void tell_versions(std::string& out, const Report& report, bool colour) {
    constexpr std::size_t room = width - 14;
    for (const VersionReport& each : report.versions) {
        const std::string name = fmt::format("{:<8}", version_code_name(each.version));
        if (!each.spoken) {
            out += fmt::format("{} ?    {}\n", name,
                               each.why_undecided.empty()
                                   ? "not known: the scan ended early"
                                   : fitted("undecided: " + each.why_undecided, room));
        } else if (*each.spoken) {
            out += fmt::format("{} {}  {}\n", name,
                               painted("yes", colour_of_spoken(each.version), colour),
                               fitted(spoken_words(each), room));
        } else {
            out += fmt::format("{} {}   {}\n", name, painted("no", dim, colour),
                               fitted(refusal_words(each), room));
        }
    }
}

void tell_suites(std::string& out, const Report& report) {
    for (const VersionReport& each : report.versions) {
        if (each.suites.empty()) {
            continue;
        }
        out += fmt::format("\n{}\n", version_code_name(each.version));
        for (const std::uint32_t suite : each.suites) {
            out += fmt::format("  {}\n", suite_name_at(each.version, suite));
        }
    }
}

void tell_row(std::string& out, Verdict verdict, std::string_view name, const std::string& words,
              bool colour) {
    const Mark& mark = mark_of(verdict);
    constexpr std::size_t before_words = 38;
    out += fmt::format("{}  {:<29}  {}\n",
                       painted(fmt::format("{:<5}", mark.word), mark.colour, colour), name,
                       fitted(words, width - before_words));
}

std::string probe_words(const ProbeReport& probe) {
    if (probe.control) {
        return fmt::format("{}, as without it", describe(probe.answer));
    }
    std::string words = describe(probe.answer);
    if (probe.verdict == Verdict::wrong) {
        words += fmt::format(", not {}",
                             probe.expected ? version_code_name(*probe.expected) : "an alert");
    }
    return words;
}

std::string fallback_words(const Report& report) {
    return report.fallback_answer ? describe(*report.fallback_answer)
                                  : "needs two versions to fall between";
}

std::string sentinel_words(const SentinelFinding& finding) {
    if (finding.at_highest) {
        return fmt::format("set at its highest, {}: see below",
                           version_code_name(finding.amiss.front()));
    }
    if (finding.amiss.empty()) {
        return finding.verdict == Verdict::untested ? "nothing to warn of"
                                                    : "set below the highest version";
    }
    std::vector<std::string> names;
    for (const std::uint16_t version : finding.amiss) {
        names.push_back(version_code_name(version));
    }
    return fmt::format(
        "{} at {}",
        finding.verdict == Verdict::unclear ? "not set, a 'should'," : "not as it must be",
        fmt::join(names, ", "));
}

void tell_behaviour(std::string& out, const Report& report, bool colour) {
    out += '\n';
    tell_row(out, report.fallback, "TLS_FALLBACK_SCSV", fallback_words(report), colour);
    const SentinelFinding sentinel = report.sentinel();
    tell_row(out, sentinel.verdict, "downgrade sentinel", sentinel_words(sentinel), colour);
    for (const ProbeReport& probe : report.probes) {
        const bool grease = probe.kind == Probe::Kind::grease;
        tell_row(out, probe.verdict, (grease ? "GREASE: " : "") + probe.name, probe_words(probe),
                 colour);
    }
}

// spoken_in_short is `TLSv1.2, TLSv1.3`, with a question mark behind what is undecided.
std::string spoken_in_short(const std::vector<VersionReport>& versions) {
    std::vector<std::string> names;
    for (const VersionReport& each : versions) {
        if (each.spoken.value_or(!each.why_undecided.empty())) {
            names.push_back(version_code_name(each.version) + (each.spoken ? "" : "?"));
        }
    }
    return names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, ", "));
}

// What is the same everywhere is one line, and a difference is told.
void tell_elsewhere(std::string& out, const Report& report, bool colour) {
    const std::string here = spoken_in_short(report.versions);
    for (const Elsewhere& each : report.elsewhere) {
        const std::string there = spoken_in_short(each.versions);
        out +=
            fmt::format("{}{}\n", place_of(each).substr(1),
                        there == here ? ": the same versions" : painted(": " + there, red, colour));
    }
    for (const std::string& address : report.unreachable) {
        out += fmt::format("at {}: nobody answers\n", address);
    }
}

void tell_end(std::string& out, const Report& report, bool colour) {
    if (report.sentinel().at_highest) {
        out +=
            "\nA downgrade sentinel at a server's highest version makes every client refuse it "
            "that\n"
            "supports a higher one. It is a fault of the server, or something between has removed\n"
            "the higher versions on the way.\n";
    }
    if (!report.elsewhere.empty() || !report.unreachable.empty()) {
        out += '\n';
        tell_elsewhere(out, report, colour);
    }
    out += fmt::format(
        "\n{} connections in {:.2f} s. The hellos are our own, so that this machine's\n"
        "OpenSSL {} hides no version and no cipher suite.\n",
        report.connections, report.seconds, report.local.release);
    if (const auto names = beyond_openssl(report); !names.empty()) {
        out += fmt::format(
            "It cannot speak {} itself: where its clients fail, such as\n"
            "'tlsmatrix request', the server is not to blame.\n",
            fmt::join(names, " and "));
    }
    if (report.stopped) {
        out +=
            painted(fmt::format("The scan ended early: {}.", *report.stopped), red, colour) + "\n";
    }
    if (report.required) {
        const bool met = report.meets(*report.required);
        out += painted(fmt::format("Required {}: {}.", report.required->wire_names(),
                                   met ? "met" : "not met, " + unlike(report, *report.required)),
                       met ? green : red, colour) +
               "\n";
    }
}

}  // namespace

std::string table_report(const Report& report, bool colour) {
    std::string out = fmt::format("{} ({})\n\n", report.target.str(), report.address);
    tell_versions(out, report, colour);
    tell_suites(out, report);
    tell_behaviour(out, report, colour);
    tell_end(out, report, colour);
    return out;
}

}  // namespace tlsmatrix::scan
