// What a matrix file calls an end, and the program that stands there where it is not ours.
//   const NamedEnd app{.name = "app", .line = "app", .program = Program{{"curl", "-sS", "{url}"}}};
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tlsmatrix::matrix {

// Program is a client or a server that is somebody else's. A value.
struct Program {
    // ToldPlace is a place in the command and what stands for it.
    using ToldPlace = std::pair<std::string, std::string>;

    std::vector<std::string> command =
        {};                  // with places to fill in; empty: `url` is served already
    std::string url = {};    // of a server; empty: `command` starts it
    std::uint16_t port = 0;  // where a server's command listens; 0: where {port} tells it to
    std::string ca =
        {};  // a server's own CA, a PEM file; empty: the bench's, of a url the system's
    std::string input = {};            // what a client reads from its standard input
    bool handshake_is_enough = false;  // no request has to be answered
    std::vector<ToldPlace> told = {};  // {min} {max} {versions}, where it is told a set

    friend bool operator==(const Program&, const Program&) = default;
};

// NamedEnd is a line of [clients] or [servers], or one of the sets that such a line tells a
// program.
struct NamedEnd {
    std::string name;  // as reports have it: `app`, and `app:1.2+` where the line stands for many
    std::string line;  // as the file has it
    std::optional<Program> program = std::nullopt;  // none: a set of ours
    std::string file = {};
};

}  // namespace tlsmatrix::matrix
