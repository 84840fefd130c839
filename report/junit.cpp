#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/report/junit.hpp>

namespace tlsmatrix::report {
namespace {

// XML 1.0 section 2.2.
bool is_allowed(std::uint32_t character) {
    return character == '\t' || character == '\n' || character == '\r' ||
           (character >= 0x20 && character != 0xFFFE && character != 0xFFFF);
}

void append_escaped(std::string& out, char letter) {
    switch (letter) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\n':  // in an attribute it would be read back as a space
            out += "&#10;";
            break;
        case '\r':
            out += "&#13;";
            break;
        default:
            out += letter;
    }
}

void append_verdict(std::string& out, std::string_view element,
                    const std::optional<std::string>& message) {
    if (message) {
        fmt::format_to(std::back_inserter(out), "      <{0} message=\"{1}\">{1}</{0}>\n", element,
                       xml_text(*message));
    }
}

std::size_t count(const std::vector<JunitCase>& cases,
                  std::optional<std::string> JunitCase::*verdict) {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(),
                      [verdict](const JunitCase& each) { return (each.*verdict).has_value(); }));
}

}  // namespace

std::string xml_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const DecodedCharacter decoded = decode_utf8(text);
        if (decoded.bytes == 0 || !is_allowed(decoded.character)) {
            out += utf8_replacement;
            text.remove_prefix(std::max<std::size_t>(decoded.bytes, 1));
        } else if (decoded.bytes == 1) {
            append_escaped(out, text.front());
            text.remove_prefix(1);
        } else {
            out += text.substr(0, decoded.bytes);
            text.remove_prefix(decoded.bytes);
        }
    }
    return out;
}

std::string junit_opening(const JunitCounts& counts) {
    const std::string attributes =
        fmt::format(R"(name="{}" tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")",
                    xml_text(counts.suite), counts.tests, counts.failures, counts.errors,
                    counts.skipped, counts.seconds);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite {0}>\n",
        attributes);
}

std::string junit_case(const JunitCase& each) {
    std::string out = fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{:.3f}\">\n",
                                  xml_text(each.name), xml_text(each.class_name), each.seconds);
    append_verdict(out, "failure", each.failure);
    append_verdict(out, "error", each.error);
    append_verdict(out, "skipped", each.skipped);
    if (!each.output.empty()) {
        fmt::format_to(std::back_inserter(out), "      <system-out>{}</system-out>\n",
                       xml_text(each.output));
    }
    return out + "    </testcase>\n";
}

std::string junit_closing() {
    return "  </testsuite>\n</testsuites>\n";
}

std::string junit_xml(std::string_view suite, const std::vector<JunitCase>& cases, double seconds) {
    std::string out = junit_opening({.suite = suite,
                                     .tests = cases.size(),
                                     .failures = count(cases, &JunitCase::failure),
                                     .errors = count(cases, &JunitCase::error),
                                     .skipped = count(cases, &JunitCase::skipped),
                                     .seconds = seconds});
    for (const JunitCase& each : cases) {
        out += junit_case(each);
    }
    return out + junit_closing();
}

}  // namespace tlsmatrix::report
