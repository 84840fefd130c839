#include <array>

#include <tlsmatrix/relay/attack_judge.hpp>
#include <tlsmatrix/relay/forecast.hpp>

namespace tlsmatrix::relay {
namespace {

struct CheckWords {
    std::string_view name;
    std::string_view words;
};

// In the order of Check.
constexpr std::array<CheckWords, 6> checks{{
    {"unexpected_alert", "an alert where none may stand"},
    {"version_choice", "the choice of a version"},
    {"sentinel", "the downgrade sentinel"},
    {"key_exchange_signature", "the signature of ServerKeyExchange"},
    {"finished", "Finished, or the keys"},
    {"fallback_scsv", "TLS_FALLBACK_SCSV"},
}};

}  // namespace

std::string_view check_name(Check check) {
    return checks.at(static_cast<std::size_t>(check)).name;
}

std::string_view check_words(Check check) {
    return checks.at(static_cast<std::size_t>(check)).words;
}

std::string_view effect_name(Effect effect) {
    constexpr std::array<std::string_view, 4> names{"nothing", "cut", "noticed", "either"};
    return names.at(static_cast<std::size_t>(effect));
}

std::string_view attack_verdict_name(AttackVerdict verdict) {
    constexpr std::array<std::string_view, 4> names{"passed", "explained", "undecided", "failed"};
    return names.at(static_cast<std::size_t>(verdict));
}

}  // namespace tlsmatrix::relay
