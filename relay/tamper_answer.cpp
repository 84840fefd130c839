// The server's part of a tamper: its ServerHello, and what comes before it.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <tlsmatrix/relay/detail/forged.hpp>
#include <tlsmatrix/relay/detail/hello_edit.hpp>
#include <tlsmatrix/relay/detail/record_stream.hpp>
#include <tlsmatrix/relay/tamper.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>
#include <tlsmatrix/tls/server_flight.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix::relay {
namespace {

// What is put in the place of a sentinel: a random like any other, and always the same.
constexpr std::array<std::uint8_t, 8> plain_random{0x9b, 0x2e, 0x74, 0xc1, 0x58, 0xd3, 0x06, 0xaf};

// RFC 8446 section 4.1.3.
Bytes sentinel_bytes(std::uint32_t version) {
    const bool below = version < static_cast<std::uint32_t>(ProtocolVersion::tls_1_2);
    return {'D', 'O', 'W', 'N', 'G', 'R', 'D', static_cast<std::uint8_t>(below ? 0 : 1)};
}

bool has_sentinel(std::span<const std::uint8_t> message) {
    const auto hello = parse_server_hello(message);
    return hello && hello->sentinel != DowngradeSentinel::none;
}

std::size_t length_of(std::span<const std::uint8_t> message) {
    return message_header_size +
           static_cast<std::size_t>(message[1] << 16 | message[2] << 8 | message[3]);
}

}  // namespace

std::string version_words(std::uint32_t code) {
    return version_code_name(static_cast<std::uint16_t>(code));
}

const Attack* find_attack(const std::vector<Attack>& attacks, AttackKind kind) {
    const auto found = std::find_if(attacks.begin(), attacks.end(),
                                    [kind](const Attack& each) { return each.kind == kind; });
    return found == attacks.end() ? nullptr : &*found;
}

// The ServerHello is the first message of the first record, and nothing of it changes its length.
void Tamper::attack_answer(Held& held, std::vector<Move>& moves) {
    const auto hello = whole_hello(held, server_hello_type);
    if (!hello && !held.over) {
        return;
    }
    if (const Attack* warning = find_attack(attacks_, AttackKind::forge_warning)) {
        const auto description = static_cast<std::uint8_t>(warning->value);
        done_.push_back(
            fmt::format("a forged warning {} before the server's answer", alert_name(description)));
        moves.push_back(
            {.to = Sender::client, .bytes = alert_record(description, AlertLevel::warning)});
    }
    Bytes bytes = std::exchange(held.bytes, {});
    const std::span<std::uint8_t> all(bytes);
    // Of one that is cut into several records nothing is changed: no server does that.
    if (hello &&
        record_header_size + static_cast<std::size_t>(bytes[3] << 8 | bytes[4]) == hello->end) {
        const auto message = all.subspan(record_header_size, length_of(hello->message));
        for (const Attack& each : attacks_) {
            if (each.kind == AttackKind::server_version &&
                edit_server_version(message, static_cast<std::uint16_t>(each.value))) {
                done_.push_back(
                    fmt::format("the ServerHello's version set to {}", version_words(each.value)));
            }
            if (each.kind == AttackKind::set_sentinel &&
                edit_server_random(message, sentinel_bytes(each.value))) {
                done_.emplace_back("the downgrade sentinel put into the server's random");
            }
            if (each.kind == AttackKind::clear_sentinel && has_sentinel(message) &&
                edit_server_random(message, plain_random)) {
                done_.emplace_back("the downgrade sentinel taken out of the server's random");
            }
        }
    }
    moves.push_back({.to = Sender::client, .bytes = std::move(bytes)});
}

}  // namespace tlsmatrix::relay
