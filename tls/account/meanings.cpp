// What alerts mean.
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/tls/account/detail/phrases.hpp>

namespace tlsmatrix::account {
namespace {

// Meaning is what an alert says, for those whose name is not enough.
struct Meaning {
    std::uint8_t description;
    std::string_view words;
};

constexpr std::array meanings{
    Meaning{10, "a message came that has no place there"},
    Meaning{20, "a record did not authenticate"},
    Meaning{22, "a record was longer than allowed"},
    Meaning{40, "it does not say what it minds"},
    Meaning{42, "it does not accept a certificate"},
    Meaning{43, "it does not accept a certificate of that kind"},
    Meaning{44, "a certificate was revoked"},
    Meaning{45, "a certificate has expired, or is not valid yet"},
    Meaning{46, "it does not accept a certificate"},
    Meaning{47, "a value was out of range or contradicted another"},
    Meaning{48, "it does not know the CA of a certificate"},
    Meaning{49, "it does not let this client in"},
    Meaning{50, "a message could not be decoded"},
    Meaning{51, "a signature or a Finished did not verify"},
    Meaning{71, "it wants stronger parameters than were offered"},
    Meaning{109, "a message lacked an extension that has to be there"},
    Meaning{110, "a message had an extension that must not be there"},
    Meaning{112, "it does not serve the name that the hello asks for"},
    Meaning{116, "it requires a certificate"},
    Meaning{120, "it supports none of the application protocols offered"},
};

}  // namespace

std::string meaning_of(std::uint8_t description) {
    for (const Meaning& each : meanings) {
        if (each.description == description) {
            return fmt::format(": {}", each.words);
        }
    }
    return {};
}

}  // namespace tlsmatrix::account
