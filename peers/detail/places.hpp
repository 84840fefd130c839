// Internal. What stands for the places in a matrix file's commands.
#pragma once

#include <tlsmatrix/peers/program_run.hpp>
#include <tlsmatrix/process/command.hpp>

namespace tlsmatrix::peers {

// target_at is a server of this machine at `port`; `version` is what {version} stands for.
[[nodiscard]] process::Target target_at(const Bench& bench, std::uint16_t port,
                                        std::string version);

// client_arguments is the command of a client with {min}, {max} and {versions} filled in, too.
// Throws SetupError where it has a place that nothing stands for.
[[nodiscard]] process::Arguments client_arguments(const matrix::Program& program,
                                                  const process::Target& target);

// server_arguments fills in {cert} and {key} as well.
[[nodiscard]] process::Arguments server_arguments(const matrix::Program& program,
                                                  const process::Target& target,
                                                  const Bench& bench);

}  // namespace tlsmatrix::peers
