#include <fmt/format.h>

#include <tlsmatrix/peers/detail/places.hpp>

namespace tlsmatrix::peers {
namespace {

// Behind another brace, and behind % and $, it is no place: so it is in fill_in.
std::string replaced(std::string text, const std::string& place, const std::string& value) {
    for (auto at = text.find(place); at != std::string::npos;) {
        const bool is_place =
            at == 0 || std::string_view("{%$").find(text[at - 1]) == std::string_view::npos;
        if (is_place) {
            text.replace(at, place.size(), value);
        }
        at = text.find(place, at + (is_place ? value.size() : place.size()));
    }
    return text;
}

process::Arguments filled(process::Arguments command,
                          const std::vector<matrix::Program::ToldPlace>& places) {
    for (const auto& [name, value] : places) {
        for (std::string& argument : command) {
            argument = replaced(std::move(argument), fmt::format("{{{}}}", name), value);
        }
    }
    return command;
}

}  // namespace

process::Arguments with_told(const matrix::Program& program) {
    return filled(program.command, program.told);
}

process::Arguments server_command(const matrix::Program& program, const Bench& bench) {
    return filled(with_told(program), {{"cert", bench.certificate_file}, {"key", bench.key_file}});
}

}  // namespace tlsmatrix::peers
