// The clients that act the report out: our own, and programs of this machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsmatrix::reproduce {

// Actor is a client. Those that accept a list of versions are told it; the others are as they come.
enum class Actor {
    ours,            // the client library of this project
    requests,        // Python's requests, without a lower bound
    requests_cured,  // with the adapter of the report's answer
    old_node,        // Node 0.10 with OpenSSL 1.0.1e, the library of the report
    wget,
    git,
    curl,
};

// Program is an actor as this machine has it.
struct Program {
    std::vector<std::string> command;  // with places to fill in; empty where it is not here
    std::string missing;               // what to do about that
};

// describe is what the story calls an actor: `Python's requests with the adapter`.
[[nodiscard]] std::string_view describe(Actor actor);

// find_program looks for the actor's program. `old_node` is the path of that binary; empty: none.
// Not for ours, which is no program.
[[nodiscard]] Program find_program(Actor actor, const std::string& old_node);

}  // namespace tlsmatrix::reproduce
