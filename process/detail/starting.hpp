// What it takes to start a process, whoever waits for it. Internal.
#pragma once

#include <string>
#include <vector>

namespace tlsmatrix::process {

// cannot_start throws the SetupError of a program that cannot be run, with what to do about it.
[[noreturn]] void cannot_start(const std::string& program, int error);

// Pipe is both ends of one, which no other child gets.
struct Pipe {
    int reading = -1;
    int writing = -1;
};

// make_pipe throws as cannot_start does.
[[nodiscard]] Pipe make_pipe(const std::string& program);

// pointers_to is what exec takes: pointers into the texts, and a null pointer behind them.
[[nodiscard]] std::vector<char*> pointers_to(std::vector<std::string>& texts);

}  // namespace tlsmatrix::process
