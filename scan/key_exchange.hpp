// In which group a server exchanges keys, read from its first flight.
//   if (auto exchange = read_key_exchange(bytes)) use(exchange->group); else read_more();
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace tlsmatrix::scan {

// KeyExchange is what the server said of its group: in the ServerHello or HelloRetryRequest of 1.3
// (its extension key_share), below that in its ServerKeyExchange (RFC 8422 section 5.4, RFC 5246
// section 7.4.3).
struct KeyExchange {
    // The curve, the finite field of RFC 7919 whose prime it is, or at 1.3 any group.
    std::optional<std::uint16_t> group = {};
    std::size_t prime_bits = 0;  // of a finite field; 0: of none

    friend bool operator==(const KeyExchange&, const KeyExchange&) = default;
};

// read_key_exchange is nullopt as long as more bytes may tell, and without a group where no more
// will: the server sent an alert, no such message, or what is not TLS.
[[nodiscard]] std::optional<KeyExchange> read_key_exchange(std::span<const std::uint8_t> bytes);

}  // namespace tlsmatrix::scan
