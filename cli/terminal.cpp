#include <cstdlib>
#include <string_view>

#include <unistd.h>

#include <tlsmatrix/cli/terminal.hpp>

namespace tlsmatrix::cli {
namespace {

std::string_view variable_text(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

bool is_terminal(int descriptor) {
    return ::isatty(descriptor) == 1;
}

bool use_colour(const std::string& when, int descriptor) {
    if (when != "auto") {
        return when == "always";
    }
    return variable_text("NO_COLOR").empty() && variable_text("TERM") != "dumb" &&
           is_terminal(descriptor);
}

}  // namespace tlsmatrix::cli
