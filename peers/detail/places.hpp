// Internal. What a matrix file's commands are told beside what every command is.
#pragma once

#include <tlsmatrix/peers/program_run.hpp>
#include <tlsmatrix/process/command.hpp>

namespace tlsmatrix::peers {

// with_told fills in {min}, {max} and {versions}, and leaves all other places.
[[nodiscard]] process::Arguments with_told(const matrix::Program& program);

// server_command fills in {cert} and {key} as well.
[[nodiscard]] process::Arguments server_command(const matrix::Program& program, const Bench& bench);

}  // namespace tlsmatrix::peers
