// Drives a matrix in which programs stand: the user's own, beside sets of ours.
//   run(cells, options, bench, [&](matrix::CellResult result) { output.take(result); });
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/check/bench_authority.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/process/lifeline.hpp>

namespace tlsmatrix::peers {

// Bench is what programs are told of, and how long each may take.
struct Bench {
    check::CheckAuthority authority;
    std::string ca_file;
    std::string truststore_file;
    std::string certificate_file;  // for servers, with its key
    std::string key_file;
    std::chrono::milliseconds timeout{10'000};
    const process::Lifeline* lifeline = nullptr;  // run has one of its own
};

// undrivable is an Error that names a cell which cannot be driven, and says what to do: both ends
// are programs, a url leads off this machine without `remote`, a command has an unknown place.
[[nodiscard]] std::optional<Error> undrivable(const std::vector<matrix::Cell>& cells, bool remote);

// run drives every cell, those of ours as matrix::run does, and hands out the results in the order
// of the cells. One connection at a time is made to servers with a url. A program that hangs,
// crashes or does not start costs its own cells. Throws SetupError where the bench itself cannot be
// set up. It returns how many seconds it took.
double run(const std::vector<matrix::Cell>& cells, const matrix::RunOptions& options,
           const Bench& bench, const matrix::Taker& take);

}  // namespace tlsmatrix::peers
