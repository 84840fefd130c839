#include <algorithm>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/relay/detail/hello_edit.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix::relay {
namespace {

constexpr std::size_t random_bytes = 32;
constexpr std::size_t random_offset = 6;  // behind type, length and legacy_version

Bytes owned(std::span<const std::uint8_t> bytes) {
    return {bytes.begin(), bytes.end()};
}

void put_u16(std::span<std::uint8_t> where, std::uint16_t value) {
    where[0] = static_cast<std::uint8_t>(value >> 8);
    where[1] = static_cast<std::uint8_t>(value);
}

}  // namespace

std::optional<EditableHello> EditableHello::parse(std::span<const std::uint8_t> message) {
    ByteReader reader(message);
    EditableHello hello;
    if (reader.u8() != client_hello_type || reader.u24() != reader.remaining()) {
        return std::nullopt;
    }
    hello.legacy_version = reader.u16();
    hello.random = owned(reader.bytes(random_bytes));
    hello.session_id = owned(reader.vector8());
    hello.cipher_suites = owned(reader.vector16());
    hello.compressions = owned(reader.vector8());
    if (!reader.ok()) {
        return std::nullopt;
    }
    if (reader.empty()) {
        return hello;
    }
    ByteReader list(reader.vector16());
    hello.extensions.emplace();
    while (!list.empty()) {
        const std::uint16_t type = list.u16();
        hello.extensions->push_back({type, owned(list.vector16())});
    }
    return reader.ok() && reader.empty() && list.ok() ? std::optional(hello) : std::nullopt;
}

Bytes EditableHello::bytes() const {
    ByteWriter writer;
    writer.u8(client_hello_type);
    writer.vector(3, [&] {
        writer.u16(legacy_version);
        writer.bytes(random);
        writer.vector(1, [&] { writer.bytes(session_id); });
        writer.vector(2, [&] { writer.bytes(cipher_suites); });
        writer.vector(1, [&] { writer.bytes(compressions); });
        if (extensions) {
            writer.vector(2, [&] {
                for (const Extension& each : *extensions) {
                    writer.u16(each.type);
                    writer.vector(2, [&] { writer.bytes(each.body); });
                }
            });
        }
    });
    return writer.take();
}

bool EditableHello::drop(std::uint16_t type) {
    return extensions && std::erase_if(*extensions, [type](const Extension& each) {
                             return each.type == type;
                         }) > 0;
}

void EditableHello::add(Extension extension) {
    if (!extensions) {
        extensions.emplace();
    }
    const bool bound = !extensions->empty() && extensions->back().type == extension::pre_shared_key;
    extensions->insert(bound ? extensions->end() - 1 : extensions->end(), std::move(extension));
}

void EditableHello::pad(std::size_t size) {
    constexpr std::size_t around = 4;  // type and length
    drop(extension::padding);
    const std::size_t now = bytes().size() + (extensions ? 0 : 2);
    add({extension::padding, Bytes(size > now + around ? size - now - around : 0, 0)});
}

void EditableHello::prepend_suite(std::uint16_t code) {
    const Bytes head{static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code)};
    cipher_suites.insert(cipher_suites.begin(), head.begin(), head.end());
}

bool edit_server_version(std::span<std::uint8_t> message, std::uint16_t version) {
    if (!parse_server_hello(message)) {
        return false;
    }
    ByteReader reader(message);
    const auto place = [&] { return message.subspan(message.size() - reader.remaining()); };
    reader.u8();
    reader.u24();
    const auto legacy = place();
    reader.u16();
    reader.bytes(random_bytes);
    reader.vector8();
    reader.u16();
    reader.u8();
    bool listed = false;
    if (!reader.empty()) {
        reader.u16();
    }
    while (!reader.empty() && reader.ok()) {
        const std::uint16_t type = reader.u16();
        const auto body = place();
        reader.vector16();
        if (type == extension::supported_versions) {
            put_u16(body.subspan(2), version);
            listed = true;
        }
    }
    if (!listed) {
        put_u16(legacy, version);
    }
    return true;
}

bool edit_server_random(std::span<std::uint8_t> message, std::span<const std::uint8_t> tail) {
    const auto hello = parse_server_hello(message);
    if (!hello || hello->hello_retry_request) {
        return false;
    }
    const auto end = message.subspan(random_offset, random_bytes).last(tail.size());
    std::copy(tail.begin(), tail.end(), end.begin());
    return true;
}

}  // namespace tlsmatrix::relay
