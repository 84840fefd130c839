// Internal. A hello taken apart, changed, and put together again.
//   auto hello = EditableHello::parse(message);  hello->legacy_version = 0x0302;  hello->bytes()
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <tlsmatrix/base/byte_writer.hpp>

namespace tlsmatrix::relay {

// EditableHello is a ClientHello in its parts, bytes kept as they are. A value.
struct EditableHello {
    struct Extension {
        std::uint16_t type = 0;
        Bytes body = {};
    };

    std::uint16_t legacy_version = 0;
    Bytes random = {};
    Bytes session_id = {};
    Bytes cipher_suites = {};
    Bytes compressions = {};
    std::optional<std::vector<Extension>> extensions = {};

    // parse reads a handshake message, its header included; nullopt where it is malformed.
    [[nodiscard]] static std::optional<EditableHello> parse(std::span<const std::uint8_t> message);
    // bytes is the message again; the same bytes where nothing was changed.
    [[nodiscard]] Bytes bytes() const;

    // drop tells whether there was such an extension.
    bool drop(std::uint16_t type);
    // add puts an extension last, but before pre_shared_key, which has to be it (RFC 8446 section
    // 4.2.11).
    void add(Extension extension);
    // pad makes the message `size` bytes long at the least, by the extension of RFC 7685.
    void pad(std::size_t size);
    void prepend_suite(std::uint16_t code);
};

// edit_server_version sets the version that a ServerHello chooses, in supported_versions and in
// legacy_version, in place; false where it is malformed.
bool edit_server_version(std::span<std::uint8_t> message, std::uint16_t version);

// edit_server_random puts the last eight bytes of a ServerHello's random; false where it is
// malformed, or is a HelloRetryRequest, which is known by its random.
bool edit_server_random(std::span<std::uint8_t> message, std::span<const std::uint8_t> tail);

}  // namespace tlsmatrix::relay
