#include <fmt/format.h>

#include <tlsmatrix/report/detail/writers.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::report {
namespace {

// element_of is what JUnit calls a judgement; empty for one that needs no word.
std::string_view element_of(Judgement judgement) {
    switch (judgement) {
        case Judgement::failed:
            return "failure";
        case Judgement::error:
            return "error";
        case Judgement::skipped:
            return "skipped";
        case Judgement::none:
        case Judgement::passed:
            break;
    }
    return {};
}

}  // namespace

std::string junit_head(const Document& document, Look) {
    const Counts& counts = document.counts;
    const std::string attributes = fmt::format(
        R"(name="tlsmatrix {}" tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")",
        xml_text(document.command), counts.cases, counts.failed, counts.errors, counts.skipped,
        counts.seconds);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite {0}>\n",
        attributes);
}

std::string junit_item(const Item& item, const Document& frame, std::size_t) {
    if (item.judgement == Judgement::none) {
        return {};
    }
    std::string out =
        fmt::format("    <testcase name=\"{}\" classname=\"tlsmatrix.{}\" time=\"{:.3f}\">\n",
                    xml_text(item.name), xml_text(frame.command), item.seconds);
    if (const std::string_view element = element_of(item.judgement); !element.empty()) {
        fmt::format_to(std::back_inserter(out), "      <{0} message=\"{1}\">{1}</{0}>\n", element,
                       xml_text(item.reason));
    }
    if (!item.output.empty()) {
        fmt::format_to(std::back_inserter(out), "      <system-out>{}</system-out>\n",
                       xml_text(item.output));
    }
    return out + "    </testcase>\n";
}

std::string junit_foot(const Document&) {
    return "  </testsuite>\n</testsuites>\n";
}

}  // namespace tlsmatrix::report
