// Internal. What both parts of a tamper share.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/relay/attack.hpp>

namespace tlsmatrix::relay {

[[nodiscard]] std::string version_words(std::uint32_t code);

// find_attack is the first of its kind; nullptr without one.
[[nodiscard]] const Attack* find_attack(const std::vector<Attack>& attacks, AttackKind kind);

}  // namespace tlsmatrix::relay
