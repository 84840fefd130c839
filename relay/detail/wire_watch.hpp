// Internal. Looks at both directions of a connection from between its ends, decrypts nothing,
// and tells how its handshake ended.
//   watch.on_bytes(Sender::client, bytes, at);  ...  watch.conclude({Ending::Kind::closed, ...})
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string>

#include <tlsmatrix/relay/detail/record_stream.hpp>
#include <tlsmatrix/relay/handshake_told.hpp>

namespace tlsmatrix::relay {

// Ending is what ended a connection, as whoever carries it knows.
struct Ending {
    enum class Kind { settled, closed, reset, timed_out, broken };
    Kind kind = Kind::settled;
    Sender by = Sender::client;          // closed, reset: who did it first
    std::chrono::milliseconds after{0};  // timed_out
    std::string words = {};              // broken: why
};

// WireWatch fills an Observation from the records alone. What is encrypted it goes by lengths for,
// which prove what is too short for a Finished, and nothing else: TLS 1.3 allows padding.
// Its memory is bounded: a record and a message a direction, and max_passages.
class WireWatch {
  public:
    static constexpr std::size_t max_message = std::size_t{128} * 1024;
    static constexpr std::size_t max_passages = 128;

    using Time = std::chrono::microseconds;

    // on_bytes takes what `from` said next. Nothing is looked at once the watch has settled.
    void on_bytes(Sender from, std::span<const std::uint8_t> bytes, Time at);

    // on_end takes that `from` says no more. What the other end has to say of that is a reaction,
    // and does not make it the one that ended the handshake.
    void on_end(Sender from);

    // settled tells that both ends have gone on behind the handshake, as far as can be seen, and
    // that nothing more is to be told.
    [[nodiscard]] bool settled() const { return settled_; }

    // conclude tells of it, once: `number`, `client`, `started` and `attacked` are the caller's.
    [[nodiscard]] HandshakeTold conclude(const Ending& ending, Time at);

  private:
    // Direction is what one end has said.
    struct Direction {
        explicit Direction(Sender sender) : stream(sender) {}
        RecordStream stream;
        Bytes message;              // one that is not whole yet
        std::uint64_t bytes = 0;    // up to the end of the handshake
        bool encrypts = false;      // below 1.3: its ChangeCipherSpec went by
        bool finished = false;      // its Finished went by, as far as lengths tell
        bool went_on = false;       // it sent something behind both Finished that is no alert
        bool after_choice = false;  // it sent something after the ServerHello
        std::size_t concealed = 0;  // 1.3: bytes in its encrypted records after the ServerHello
    };

    Direction& of(Sender sender) { return sender == Sender::client ? client_ : server_; }
    void on_record(Sender from, const Record& record, Time at);
    void on_plain_handshake(Sender from, const Record& record, Time at);
    void on_message(Sender from, std::span<const std::uint8_t> message, Time at);
    void on_alert(Sender from, const Record& record, Time at);
    void on_encrypted(Sender from, const Record& record, Time at);
    void on_encrypted_1_3(Sender from, std::size_t length, Time at);
    void note(Sender from, Time at, std::string message, std::string details, std::size_t bytes);
    void look_whether_settled();

    [[nodiscard]] bool is_1_3() const;
    [[nodiscard]] bool both_finished() const { return client_.finished && server_.finished; }
    // may_have_succeeded: of 1.3, where the client has sent enough for a Finished.
    [[nodiscard]] bool may_have_succeeded() const;
    // reacts: `from` speaks behind the other's end, which was in the middle of TLS.
    [[nodiscard]] bool reacts(Sender from);
    [[nodiscard]] Account account_of(const HandshakeOutcome& outcome, const Ending& ending,
                                     Sender self);
    [[nodiscard]] std::size_t tag_size() const;
    [[nodiscard]] std::size_t finished_size() const;
    [[nodiscard]] HandshakeOutcome negotiated() const;
    [[nodiscard]] std::string unseen() const;
    [[nodiscard]] HandshakeOutcome outcome_of(const Ending& ending, Sender& self);

    Direction client_{Sender::client};
    Direction server_{Sender::server};
    std::optional<Sender> last_;  // who spoke last
    Observation seen_;
    std::optional<Sender> unread_alert_;  // who sent an encrypted alert that ended the handshake
    std::optional<Sender> ended_;         // the first that said no more
    bool ended_before_choice_ = false;    // then there was no ServerHello yet
    std::vector<ObservedAlert> reactions_ = {};  // alerts behind that, of the other end
    bool unread_reaction_ = false;               // the same of an encrypted one
    std::string group_;
    bool resumed_ = false;
    bool early_data_ = false;
    bool settled_ = false;
    std::vector<Passage> passages_;
    std::size_t passages_left_out_ = 0;
};

}  // namespace tlsmatrix::relay
