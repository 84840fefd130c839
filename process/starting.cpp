#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/process/detail/starting.hpp>

namespace tlsmatrix::process {
namespace {

std::string_view advice_for(int error) {
    switch (error) {
        case ENOENT:
            return "is it installed, and on PATH?";
        case EMFILE:
        case ENFILE:
            return "allow more open files (ulimit -n), or run fewer at once (--jobs)";
        case EAGAIN:
        case ENOMEM:
            return "allow more processes and memory (ulimit -u, -v), or run fewer at once (--jobs)";
        default:
            return "name a program that this user may run";
    }
}

}  // namespace

void cannot_start(const std::string& program, int error) {
    throw SetupError(
        fmt::format("cannot run '{}' ({}): {}", program, std::strerror(error), advice_for(error)));
}

Pipe make_pipe(const std::string& program) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        cannot_start(program, errno);
    }
    return {ends[0], ends[1]};
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace tlsmatrix::process
