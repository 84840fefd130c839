// JUnit XML, as CI systems read it: the one writer of every command.
//   junit_xml("tlsmatrix check", {{.name = "TLSv1", .failure = "is accepted"}}, 0.4)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsmatrix::report {

// JunitCase is one test case. At most one of failure, error and skipped is set.
struct JunitCase {
    std::string name;
    std::string class_name;
    double seconds = 0;
    std::optional<std::string> failure = std::nullopt;  // the assertion did not hold
    std::optional<std::string> error = std::nullopt;    // the case could not be judged
    std::optional<std::string> skipped = std::nullopt;  // excused, and why
    std::string output = {};                            // what it printed
};

// junit_xml is a document with one suite. Characters that XML 1.0 cannot hold become U+FFFD, and so
// do bytes that are no UTF-8.
[[nodiscard]] std::string junit_xml(std::string_view suite, const std::vector<JunitCase>& cases,
                                    double seconds);

// The same in three pieces, for who does not have all cases at once.
struct JunitCounts {
    std::string_view suite;
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    double seconds = 0;
};
[[nodiscard]] std::string junit_opening(const JunitCounts& counts);
[[nodiscard]] std::string junit_case(const JunitCase& each);
[[nodiscard]] std::string junit_closing();

// xml_text escapes text for use between tags and in attributes.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace tlsmatrix::report
