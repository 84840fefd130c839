// Files that somebody names: read whole, within a bound and within a time, whatever they are.
//   const FileDescriptor file = open_input(path);
//   const InputContent content = read_input(file, max_bytes);
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <tlsmatrix/base/file_descriptor.hpp>

namespace tlsmatrix {

// input_patience is how long a pipe or a terminal may take, from its opening to its end.
inline constexpr std::chrono::milliseconds input_patience{60'000};

// open_input opens for reading and never waits for whoever is to write into a FIFO; not open, with
// errno set, where it cannot.
[[nodiscard]] FileDescriptor open_input(const std::filesystem::path& path);

// is_regular tells whether a descriptor is a plain file's, which alone has an end by itself.
[[nodiscard]] bool is_regular(const FileDescriptor& file);

// InputContent is the whole of a file, or why there is none.
struct InputContent {
    enum class Fault { none, unreadable, too_large, too_late };

    std::string bytes;
    Fault fault = Fault::none;
    int error = 0;  // errno, of an unreadable one
};

// read_input reads up to max_bytes. While it waits, INT and TERM have their effect, though this
// thread blocks them for later.
[[nodiscard]] InputContent read_input(const FileDescriptor& file, std::size_t max_bytes,
                                      std::chrono::milliseconds patience = input_patience);

// read_input_file does both, and throws SetupError: "cannot read the WHAT 'PATH': ...".
[[nodiscard]] std::string read_input_file(std::string_view what, const std::string& path,
                                          std::size_t max_bytes);

// read_whole_input is the same for what is open already; `name` stands where the path would.
[[nodiscard]] std::string read_whole_input(const FileDescriptor& file, std::string_view what,
                                           const std::string& name, std::size_t max_bytes);

// too_large_text is what is wrong with a file beyond its bound: "'PATH' is larger than 1 MiB".
[[nodiscard]] std::string too_large_text(const std::string& path, std::size_t max_bytes);
// too_late_text is it of one that did not end: "'PATH' did not end within 60 s".
[[nodiscard]] std::string too_late_text(const std::string& path);

}  // namespace tlsmatrix
