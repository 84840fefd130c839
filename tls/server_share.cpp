#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/server_share.hpp>

namespace tlsmatrix {

ServerShare share_of(std::span<const std::uint8_t> server_hello) {
    constexpr std::size_t version_and_random = 2 + 32;
    constexpr std::size_t suite_and_compression = 2 + 1;
    ServerShare share;
    ByteReader reader(server_hello);
    reader.u8();
    reader.u24();
    reader.bytes(version_and_random);
    reader.vector8();
    reader.bytes(suite_and_compression);
    for (ByteReader list(reader.vector16()); list.ok() && !list.empty();) {
        const std::uint16_t type = list.u16();
        ByteReader body(list.vector16());
        if (type == extension::key_share) {
            const std::uint16_t group = body.u16();
            share.group = body.ok() ? std::optional(group) : std::nullopt;
        }
        share.pre_shared_key = share.pre_shared_key || type == extension::pre_shared_key;
    }
    return share;
}

std::optional<std::uint16_t> curve_of(std::span<const std::uint8_t> server_key_exchange) {
    constexpr std::uint8_t named_curve = 3;
    ByteReader reader(server_key_exchange);
    reader.u8();
    reader.u24();
    const bool is_named = reader.u8() == named_curve;
    const std::uint16_t group = reader.u16();
    return is_named && reader.ok() ? std::optional(group) : std::nullopt;
}

}  // namespace tlsmatrix
