// What the program says beside its result, and the descriptors that are for that.
//   say("tlsmatrix: shard {} of {}\n", index, count);
#pragma once

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace tlsmatrix::cli {

// occupy_standard_streams puts something unwritable in the place of standard streams that are
// closed: the next file or socket that is opened would be one of them, and get what is said.
void occupy_standard_streams();

// write_to_standard_error writes this, and nothing where standard error is full or closed.
void write_to_standard_error(std::string_view text);

// be_quiet makes note say nothing from here on.
void be_quiet();
[[nodiscard]] bool is_quiet();

// say is the same with a format. Unlike fmt::print it never throws because nobody can be told.
template <typename... Values>
void say(fmt::format_string<Values...> format, Values&&... values) {
    write_to_standard_error(fmt::format(format, std::forward<Values>(values)...));
}

// note is say for what is not wrong: -q leaves it out.
template <typename... Values>
void note(fmt::format_string<Values...> format, Values&&... values) {
    if (!is_quiet()) {
        say(format, std::forward<Values>(values)...);
    }
}

}  // namespace tlsmatrix::cli
