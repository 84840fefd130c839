// What is to be known beside the commands: each a page of `tlsmatrix help TOPIC` and a section of
// the manual page, which are made of the same text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsmatrix::cli {

// Topic is a text whose lines are filled, but for those that are indented.
struct Topic {
    std::string_view name;   // of `tlsmatrix help NAME`
    std::string_view title;  // of the section
    std::string_view about;  // for the list of topics
    std::string text;
};

// topics lists them in the order of the manual page.
[[nodiscard]] std::vector<Topic> topics();

}  // namespace tlsmatrix::cli
