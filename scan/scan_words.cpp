#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/scan/detail/scan_words.hpp>
#include <tlsmatrix/scan/preference.hpp>
#include <tlsmatrix/scan/scan_report.hpp>

namespace tlsmatrix::scan {
namespace {

using report::Saved;
using report::Tone;

// SSL is broken, 1.0 and 1.1 are deprecated (RFC 8996), whatever else a server is for.
Tone tone_of_spoken(const std::string& version) {
    const auto set = VersionSet::parse(version);
    if (!set || set->empty()) {
        return Tone::bad;
    }
    return *set->highest() < ProtocolVersion::tls_1_2 ? Tone::fair : Tone::good;
}

std::string answer_words(const Saved& answer) {
    const std::string kind = answer.text("answer");
    return kind == "server_hello" ? "chose " + wire_words(answer.text("version"))
           : kind == "alert"      ? "alert " + answer.text("alert")
                                  : answer.text("reason");
}

std::string preference_words(const Saved& version) {
    if (version.text("version") == version_code_name(sslv2_code)) {
        return "the client chooses";
    }
    const std::string preference = version.text_or("preference", "");
    if (preference == preference_name(Preference::server)) {
        return version.flag("chacha20_first")
                   ? "in the server's order, but ChaCha20 if the client has it first"
                   : "in the server's order";
    }
    return preference == preference_name(Preference::client)
               ? "in the client's order: the server has none"
           : preference == preference_name(Preference::unclear)
               ? "and whose order counts is unclear"
               : "";
}

std::string spoken_words(const Saved& version) {
    const std::size_t count = version.list("ciphers").size();
    std::string words = fmt::format("{} cipher suite{}", count, count == 1 ? "" : "s");
    if (version.flag("in_doubt")) {
        words += ", perhaps more";
    }
    if (const auto preference = preference_words(version); !preference.empty() && count > 1) {
        words += fmt::format(", {}", preference);
    }
    if (const auto other = version.find("not_offered")) {
        words += fmt::format("; chose {}, which was not offered", other->text("name"));
    }
    return words;
}

std::string refusal_words(const Saved& version) {
    const auto refusal = version.find("refusal");
    if (!refusal) {
        return {};
    }
    return answer_words(*refusal) + (refusal->text("answer") == "server_hello" ? " instead" : "");
}

}  // namespace

std::string wire_words(const std::string& version) {
    const auto set = VersionSet::parse(version);
    return set && set->size() == 1 ? std::string(wire_name(*set->highest())) : version;
}

bool is_spoken(const Saved& version) {
    const auto spoken = version.find("spoken");
    return spoken && spoken->flag();
}

std::vector<std::string> suites_of(const Saved& version) {
    std::vector<std::string> names;
    for (const Saved& suite : version.list("ciphers")) {
        names.push_back(suite.text("name"));
    }
    return names;
}

VersionWords words_of(const Saved& version) {
    const std::string code = version.text("version");
    const std::string name = wire_words(code);
    if (!version.find("spoken")) {
        const auto why = version.find("why_undecided");
        return {name,
                {"?", Tone::idle},
                why ? "undecided: " + why->text() : "not known: the scan ended early"};
    }
    return is_spoken(version)
               ? VersionWords{name, {"yes", tone_of_spoken(code)}, spoken_words(version)}
               : VersionWords{name, {"no", Tone::dim}, refusal_words(version)};
}

std::string spoken_in_short(const std::vector<Saved>& versions) {
    std::vector<std::string> names;
    for (const Saved& version : versions) {
        if (is_spoken(version)) {
            names.push_back(wire_words(version.text("version")));
        } else if (!version.find("spoken") && version.find("why_undecided")) {
            names.push_back(wire_words(version.text("version")) + "?");
        }
    }
    return names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, ", "));
}

Verdict verdict_of(const Saved& finding) {
    return finding.at("verdict").one_of(verdicts, verdict_name, "no verdict");
}

std::string probe_words(const Saved& probe) {
    if (probe.find("control")) {
        return answer_words(probe.at("answer")) + ", as without it";
    }
    std::string words = answer_words(probe.at("answer"));
    if (verdict_of(probe) == Verdict::wrong) {
        const auto expected = probe.find("expected");
        words += fmt::format(", not {}", expected ? wire_words(expected->text()) : "an alert");
    }
    return words;
}

std::string fallback_words(const Saved& fallback) {
    const auto answer = fallback.find("answer");
    return answer ? answer_words(*answer) : "needs two versions to fall between";
}

std::string sentinel_words(const Saved& sentinel) {
    std::vector<std::string> names;
    for (const std::string& version : sentinel.texts("amiss")) {
        names.push_back(wire_words(version));
    }
    const Verdict verdict = verdict_of(sentinel);
    if (sentinel.flag("at_highest")) {
        return fmt::format("set at its highest, {}: see below", fmt::join(names, ", "));
    }
    if (names.empty()) {
        return verdict == Verdict::untested ? "nothing to warn of"
                                            : "set below the highest version";
    }
    return fmt::format("{} at {}",
                       verdict == Verdict::unclear ? "not set, a 'should'," : "not as it must be",
                       fmt::join(names, ", "));
}

std::string holes_words(const Saved& holes) {
    std::vector<std::string> names;
    for (const std::string& version : holes.texts("missing")) {
        names.push_back(wire_words(version));
    }
    if (!names.empty()) {
        return fmt::format("{}: see below", fmt::join(names, ", "));
    }
    return verdict_of(holes) == Verdict::untested ? "needs two versions to lie between"
                                                  : "none between its versions";
}

}  // namespace tlsmatrix::scan
