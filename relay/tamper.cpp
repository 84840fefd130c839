#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <tlsmatrix/relay/detail/forged.hpp>
#include <tlsmatrix/relay/detail/hello_edit.hpp>
#include <tlsmatrix/relay/detail/record_stream.hpp>
#include <tlsmatrix/relay/tamper.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>
#include <tlsmatrix/tls/server_flight.hpp>

namespace tlsmatrix::relay {
namespace {

constexpr std::size_t whole_record = std::size_t{1} << 14U;

std::vector<Bytes> pieces_of(const Bytes& bytes, std::size_t size) {
    std::vector<Bytes> pieces;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t count = std::min(size, bytes.size() - at);
        pieces.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(count));
    }
    return pieces;
}

}  // namespace

// RFC 8701: 0x0a0a, 0x1a1a, ... By the seed alone (splitmix64).
std::uint16_t Tamper::grease_code(std::uint64_t which) const {
    std::uint64_t mixed = (seed_ + which) * 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    const auto digit = static_cast<unsigned>((mixed ^ (mixed >> 27U)) & 0xfU);
    return static_cast<std::uint16_t>(0x0a0aU | digit << 12U | digit << 4U);
}

std::vector<Move> Tamper::on_bytes(Sender from, std::span<const std::uint8_t> bytes) {
    std::vector<Move> moves;
    Held& held = from == Sender::client ? client_ : server_;
    if (held.over) {
        moves.push_back({.to = other(from), .bytes = Bytes(bytes.begin(), bytes.end())});
        return moves;
    }
    held.bytes.insert(held.bytes.end(), bytes.begin(), bytes.end());
    if (from == Sender::server) {
        attack_answer(held, moves);
        return moves;
    }
    auto hello = whole_hello(held, client_hello_type);
    if (hello) {
        const Bytes raw = std::exchange(held.bytes, {});
        attack_hello(std::move(*hello), raw, moves);
    } else if (held.over) {
        moves.push_back({.to = Sender::server, .bytes = std::exchange(held.bytes, {})});
    }
    return moves;
}

// whole_hello is nullopt until it is there, and where it will never be: `over` then.
std::optional<Tamper::Whole> Tamper::whole_hello(Held& held, std::uint8_t type) const {
    Whole hello;
    const Bytes& bytes = held.bytes;
    std::size_t at = 0;
    while (bytes.size() > at && bytes[at] == record_type::handshake && at <= max_hello) {
        if (bytes.size() - at < record_header_size) {
            return std::nullopt;
        }
        const std::size_t length = static_cast<std::size_t>(bytes[at + 3] << 8 | bytes[at + 4]);
        const std::size_t body = at + record_header_size;
        if (length > RecordStream::max_record || bytes[at + 1] != 3) {
            break;
        }
        if (bytes.size() < body + length) {
            return std::nullopt;
        }
        if (at == 0) {
            hello.version = static_cast<std::uint16_t>(bytes[1] << 8 | bytes[2]);
        }
        hello.message.insert(hello.message.end(), bytes.begin() + static_cast<std::ptrdiff_t>(body),
                             bytes.begin() + static_cast<std::ptrdiff_t>(body + length));
        at = body + length;
        const Bytes& message = hello.message;
        if (!message.empty() && message[0] != type) {
            break;
        }
        if (message.size() >= message_header_size &&
            message.size() >=
                message_header_size +
                    static_cast<std::size_t>(message[1] << 16 | message[2] << 8 | message[3])) {
            hello.end = at;
            held.over = true;
            return hello;
        }
    }
    held.over = held.over || at > max_hello || (!bytes.empty() && bytes.size() > at) ||
                (!hello.message.empty() && hello.message[0] != type);
    return std::nullopt;
}

// answered tells that the hello goes no further.
bool Tamper::answered(const Whole& hello, std::vector<Move>& moves) {
    const auto parsed = parse_client_hello(hello.message);
    const auto best = parsed ? parsed->highest_offered() : std::nullopt;
    for (const Attack& each : attacks_) {
        const bool above = best && static_cast<std::uint32_t>(*best) > each.value;
        const auto end = [&](Move::Kind kind, std::string_view what) {
            done_.push_back(fmt::format("{} in answer to a hello that offers more than {}", what,
                                        version_words(each.value)));
            moves.push_back({.kind = kind, .to = Sender::client});
            return true;
        };
        if (each.kind == AttackKind::reset_above && above) {
            return end(Move::Kind::reset, "a reset");
        }
        if (each.kind == AttackKind::close_above && above) {
            return end(Move::Kind::close, "an end of file");
        }
        if (each.kind == AttackKind::stall_above && above) {
            return end(Move::Kind::stall, "silence");
        }
        if (each.kind == AttackKind::forge_alert) {
            const auto description = static_cast<std::uint8_t>(each.value);
            done_.push_back(
                fmt::format("a forged alert {} in answer to the hello", alert_name(description)));
            moves.push_back({.to = Sender::client, .bytes = alert_record(description)});
            moves.push_back({.kind = Move::Kind::close, .to = Sender::client});
            return true;
        }
    }
    return false;
}

bool Tamper::edited(Bytes& message) {
    auto hello = EditableHello::parse(message);
    if (!hello) {
        return false;
    }
    const Bytes before = message;
    for (const Attack& each : attacks_) {
        switch (each.kind) {
            case AttackKind::strip_versions:
                if (hello->drop(extension::supported_versions)) {
                    done_.emplace_back("supported_versions taken out of the hello");
                }
                break;
            case AttackKind::lower_version:
                hello->legacy_version = static_cast<std::uint16_t>(each.value);
                done_.push_back(
                    fmt::format("the hello's legacy_version set to {}", version_words(each.value)));
                break;
            case AttackKind::drop_extension:
                if (hello->drop(static_cast<std::uint16_t>(each.value))) {
                    done_.push_back(fmt::format("extension {} taken out of the hello", each.value));
                }
                break;
            case AttackKind::grease:
                hello->prepend_suite(grease_code(1));
                hello->add({grease_code(2), {}});
                done_.emplace_back("a suite and an extension of GREASE added to the hello");
                break;
            case AttackKind::pad:
                hello->pad(each.value + 1);
                done_.push_back(fmt::format("the hello padded beyond {} bytes", each.value));
                break;
            default:
                break;
        }
    }
    message = hello->bytes();
    return message != before;
}

void Tamper::attack_hello(Whole hello, std::span<const std::uint8_t> raw,
                          std::vector<Move>& moves) {
    if (answered(hello, moves)) {
        return;
    }
    if (const Attack* delay = find_attack(attacks_, AttackKind::delay)) {
        done_.push_back(fmt::format("the hello held back for {} ms", delay->value));
        moves.push_back(
            {.kind = Move::Kind::wait, .wait = std::chrono::milliseconds(delay->value)});
    }
    const Attack* split = find_attack(attacks_, AttackKind::split_records);
    Bytes records(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(hello.end));
    if (edited(hello.message) || split != nullptr) {
        records.clear();
        for (Bytes& piece :
             pieces_of(hello.message, split == nullptr ? whole_record : split->value)) {
            append_record({record_type::handshake, hello.version, std::move(piece)}, records);
        }
    }
    if (split != nullptr) {
        done_.push_back(fmt::format("the hello cut into records of {} bytes", split->value));
    }
    const Attack* segments = find_attack(attacks_, AttackKind::split_segments);
    if (segments != nullptr) {
        done_.push_back(fmt::format("the hello sent in pieces of {} bytes", segments->value));
    }
    for (Bytes& piece :
         pieces_of(records, segments == nullptr ? records.size() : segments->value)) {
        moves.push_back({.to = Sender::server, .bytes = std::move(piece)});
    }
    if (raw.size() > hello.end) {
        moves.push_back(
            {.to = Sender::server,
             .bytes = Bytes(raw.begin() + static_cast<std::ptrdiff_t>(hello.end), raw.end())});
    }
}

}  // namespace tlsmatrix::relay
