// What the runs at one version prove together. Internal.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/check/abilities.hpp>
#include <tlsmatrix/check/detail/known.hpp>

namespace tlsmatrix::check {

// Proof is a stance, what it rests on, and where it is undecided why.
struct Proof {
    Stance stance = Stance::undecided;
    Basis basis = Basis::none;
    std::string doubt = {};
};

// prove looks at the trials of a version, by their indexes, beside all the others.
[[nodiscard]] Proof prove(const Trials& trials, const std::vector<std::size_t>& indexes,
                          ProtocolVersion version, Level level, const Abilities& abilities);

}  // namespace tlsmatrix::check
