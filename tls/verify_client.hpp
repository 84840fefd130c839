// What a server asks of a client's certificate.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace tlsmatrix {

// VerifyClient is a server's demand, in the words of Python's ssl module: CERT_NONE, CERT_OPTIONAL,
// CERT_REQUIRED; nginx's ssl_verify_client says off, optional and on. A certificate that is sent is
// checked wherever one is asked for.
enum class VerifyClient { none, optional, required };

inline constexpr std::array<std::string_view, 3> verify_client_names{"none", "optional",
                                                                     "required"};

[[nodiscard]] constexpr std::string_view verify_client_name(VerifyClient demand) {
    return verify_client_names[static_cast<std::size_t>(demand)];
}

[[nodiscard]] constexpr std::optional<VerifyClient> parse_verify_client(std::string_view text) {
    for (const VerifyClient demand :
         {VerifyClient::none, VerifyClient::optional, VerifyClient::required}) {
        if (text == verify_client_name(demand)) {
            return demand;
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix
