// What came of an attack, held against its forecast. Pure.
//   const Judged judged = judge(forecast(attack, baseline), ordinary, attacked);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/relay/forecast.hpp>
#include <tlsmatrix/relay/handshake_told.hpp>

namespace tlsmatrix::relay {

// AttackVerdict is what is said of an attack that was tried, the worst last.
enum class AttackVerdict : std::uint8_t {
    passed,     // as the forecast
    explained,  // nobody was fooled, in another way than the standards ask for
    undecided,  // what decides it is encrypted
    failed,     // not as the forecast
};
[[nodiscard]] std::string_view attack_verdict_name(AttackVerdict verdict);

// Judged is a verdict, and which end noticed, by what, and with which alert, where that can be
// read; `words` is a sentence. `negotiated` is there where a handshake came about, as far as can be
// seen.
struct Judged {
    AttackVerdict verdict = AttackVerdict::undecided;
    std::optional<Sender> noticed_by = {};
    std::optional<Check> check = {};
    std::optional<std::uint8_t> alert = {};
    std::optional<ProtocolVersion> negotiated = {};
    std::string words = {};
};

// Drive is one run of the client: what passed, and its exit code, where it came to one.
struct Drive {
    std::vector<HandshakeTold> handshakes = {};
    std::optional<int> exit = {};
};

// first_negotiated is nullptr where no handshake of a drive came about.
[[nodiscard]] const HandshakeTold* first_negotiated(const Drive& drive);

// judge holds what came of an attack against its forecast; in `ordinary`, the run without one, a
// handshake came about.
[[nodiscard]] Judged judge(const Forecast& expected, const Drive& ordinary, const Drive& attacked);

}  // namespace tlsmatrix::relay
