// Does attacks to what one connection's ends say: a function of the bytes and a seed, no socket.
//   Tamper tamper(attacks, seed);
//   for (const Move& move : tamper.on_bytes(Sender::client, bytes)) carry it out
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tlsmatrix/base/byte_writer.hpp>
#include <tlsmatrix/relay/attack.hpp>
#include <tlsmatrix/tls/alert.hpp>

namespace tlsmatrix::relay {

// Move is one thing that the relay is to do next.
struct Move {
    enum class Kind { write, wait, reset, close, stall };
    Kind kind = Kind::write;
    Sender to = Sender::server;  // write; close: to whom an end of file is sent
    Bytes bytes = {};            // write: in one piece
    std::chrono::milliseconds wait{0};

    friend bool operator==(const Move&, const Move&) = default;
};

// Tamper changes the first hello of either end, holds it back until it is whole, and lets all else
// pass as it comes. The same attacks, seed and bytes make the same moves, however the bytes are
// cut. What is no TLS, or a hello that cannot be read, passes unchanged.
class Tamper {
  public:
    static constexpr std::size_t max_hello = std::size_t{64} * 1024;

    explicit Tamper(std::vector<Attack> attacks, std::uint64_t seed = 1)
        : attacks_(std::move(attacks)), seed_(seed) {}

    [[nodiscard]] std::vector<Move> on_bytes(Sender from, std::span<const std::uint8_t> bytes);

    // done is what was done so far, a sentence each; an attack that found nothing to change is not
    // among them.
    [[nodiscard]] const std::vector<std::string>& done() const { return done_; }

  private:
    // Held is what has come of a hello.
    struct Held {
        Bytes bytes = {};
        bool over = false;  // it has gone on, and so does all that comes
    };
    // Whole is a hello in its records: where the last of them ends.
    struct Whole {
        Bytes message = {};
        std::uint16_t version = 0;  // of its first record
        std::size_t end = 0;
    };

    [[nodiscard]] std::optional<Whole> whole_hello(Held& held, std::uint8_t type) const;
    void attack_hello(Whole hello, std::span<const std::uint8_t> raw, std::vector<Move>& moves);
    [[nodiscard]] bool answered(const Whole& hello, std::vector<Move>& moves);
    [[nodiscard]] bool edited(Bytes& message);
    void attack_answer(Held& held, std::vector<Move>& moves);
    [[nodiscard]] std::uint16_t grease_code(std::uint64_t which) const;

    std::vector<Attack> attacks_;
    std::uint64_t seed_;
    Held client_;
    Held server_;
    std::vector<std::string> done_;
};

}  // namespace tlsmatrix::relay
