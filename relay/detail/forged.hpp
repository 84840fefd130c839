// Internal. What a tamper makes by itself, and its words.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/base/byte_writer.hpp>
#include <tlsmatrix/relay/attack.hpp>
#include <tlsmatrix/tls/alert.hpp>

namespace tlsmatrix::relay {

// forged_alert is a record with an alert in plain text, as anyone on the way can send it.
[[nodiscard]] Bytes forged_alert(AlertLevel level, std::uint32_t description);

[[nodiscard]] std::string version_words(std::uint32_t code);

// find_attack is the first of its kind; nullptr without one.
[[nodiscard]] const Attack* find_attack(const std::vector<Attack>& attacks, AttackKind kind);

}  // namespace tlsmatrix::relay
