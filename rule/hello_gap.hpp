// What a hello lacks for the version that a server chooses of it.
//   gap_of(hello, answer_to(hello, server).choice)->alert == alert_code::missing_extension
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <tlsmatrix/rule/old_hello.hpp>
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix {

// HelloGap is why a server refuses a hello whose version it supports, and the alert with which
// OpenSSL's does so.
struct HelloGap {
    std::uint8_t alert = 0;
    std::string_view words;  // a clause, with the hello as "it"

    friend bool operator==(const HelloGap&, const HelloGap&) = default;
};

// gap_of looks for it, for a server with every common cipher suite, the groups of named_groups(),
// keys that sign with all that it knows, and no session of the client's; `choice` is what it makes
// of the versions. Nullopt: the versions decide. Of extensions it looks at the types, the groups
// and the signature algorithms; what stands in them otherwise may be at fault all the same.
[[nodiscard]] std::optional<HelloGap> gap_of(const ClientHello& hello,
                                             const OldHelloAnswer& choice);

}  // namespace tlsmatrix
