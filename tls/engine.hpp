// Whose meaning a set of versions has.
#pragma once

#include <optional>
#include <string_view>

namespace tlsmatrix {

// Engine decides what an endpoint does with its set of versions.
enum class Engine {
    // The set means what it says, holes included: the highest version that both ends hold is
    // negotiated, and a handshake fails only where there is none.
    exact,
    // OpenSSL's own semantics: a client offers only its lowest contiguous run, and a server's
    // downgrade sentinel may make a client refuse a version that both ends hold.
    openssl,
};

[[nodiscard]] constexpr std::string_view engine_name(Engine engine) {
    return engine == Engine::exact ? "exact" : "openssl";
}

[[nodiscard]] constexpr std::optional<Engine> parse_engine(std::string_view text) {
    if (text == "exact") {
        return Engine::exact;
    }
    if (text == "openssl") {
        return Engine::openssl;
    }
    return std::nullopt;
}

}  // namespace tlsmatrix
