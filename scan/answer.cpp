#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/scan/answer.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::scan {
namespace {

constexpr std::uint8_t change_cipher_spec = 20;
constexpr std::uint8_t alert_record = 21;
constexpr std::uint8_t sslv2_server_hello_type = 4;
constexpr std::size_t record_header = 5;
constexpr std::size_t most_in_record = (1U << 14) + 2048;  // RFC 5246 section 6.2.3
constexpr std::size_t most_in_hello = 1U << 16;

struct EndingName {
    Ending::Kind kind;
    std::string_view name;   // in JSON
    std::string_view words;  // in a sentence
};

constexpr std::array ending_names{
    EndingName{Ending::Kind::closed, "closed", "closed the connection"},
    EndingName{Ending::Kind::reset, "reset", "reset the connection"},
    EndingName{Ending::Kind::timed_out, "timed_out", "did not answer in time"},
    EndingName{Ending::Kind::not_tls, "not_tls", "answered with what is not TLS"},
    EndingName{Ending::Kind::unreachable, "unreachable", "did not accept the connection"},
};

const EndingName& name_of(Ending::Kind kind) {
    return *std::find_if(ending_names.begin(), ending_names.end(),
                         [kind](const EndingName& each) { return each.kind == kind; });
}

Answer not_tls(std::span<const std::uint8_t> bytes) {
    constexpr std::size_t shown = 16;
    const auto first = bytes.first(std::min(shown, bytes.size()));
    const std::string text(first.begin(), first.end());
    return Ending{Ending::Kind::not_tls, fmt::format("'{}'", escaped(text, '\''))};
}

// The header of an SSLv2 record and its message's type; most bytes that are not TLS differ.
bool may_be_sslv2(std::span<const std::uint8_t> bytes) {
    return (bytes[0] & 0x80) != 0 && (bytes.size() < 3 || bytes[2] == sslv2_server_hello_type);
}

std::optional<Answer> read_sslv2(std::span<const std::uint8_t> bytes) {
    ByteReader record(bytes);
    const std::size_t length = record.u16() & 0x7fff;
    const auto message = record.bytes(length);
    if (!record.ok()) {
        return std::nullopt;
    }
    ByteReader reader(message);
    reader.bytes(3);  // type, session_id_hit, certificate_type
    const std::uint16_t version = reader.u16();
    const std::size_t certificate = reader.u16();
    const std::size_t ciphers = reader.u16();
    const std::size_t connection_id = reader.u16();
    reader.bytes(certificate);
    ByteReader each(reader.bytes(ciphers));
    reader.bytes(connection_id);
    if (!reader.ok() || !reader.empty() || version != sslv2_code || ciphers % 3 != 0) {
        return not_tls(bytes);
    }
    Sslv2ServerHello hello;
    while (!each.empty()) {
        hello.kinds.push_back(each.u24());
    }
    return hello;
}

// Walk goes over the records that are there, and over what is there of the last one.
struct Walk {
    std::span<const std::uint8_t> all;
    std::optional<Alert> warning = {};
    std::vector<std::uint8_t> handshake = {};

    std::optional<Answer> run() {
        auto rest = all;
        while (!rest.empty()) {
            const auto header = rest.first(std::min(record_header, rest.size()));
            if (header[0] < change_cipher_spec || header[0] > handshake_record ||
                (header.size() > 1 && header[1] != 3)) {
                return not_tls(all);
            }
            if (header.size() < record_header) {
                return std::nullopt;
            }
            const std::size_t length = std::size_t{header[3]} << 8 | header[4];
            const auto body = rest.subspan(record_header);
            const bool whole = length <= body.size();
            if (length > most_in_record) {
                return not_tls(all);
            }
            auto answer = take(header[0], body.first(std::min(length, body.size())), whole);
            if (answer || !whole) {
                return answer;
            }
            rest = body.subspan(length);
        }
        return std::nullopt;
    }

    std::optional<Answer> take(std::uint8_t type, std::span<const std::uint8_t> body, bool whole) {
        if (type == handshake_record) {
            handshake.insert(handshake.end(), body.begin(), body.end());
            return read_handshake();
        }
        if (!whole) {
            return std::nullopt;
        }
        if (type != alert_record || body.size() != 2) {
            return not_tls(all);  // nothing else may come before a hello
        }
        const Alert alert{body[1], static_cast<AlertLevel>(body[0]), Sender::server};
        if (alert.level != AlertLevel::warning) {
            return alert;
        }
        warning = warning.value_or(alert);
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Answer> read_handshake() const {
        ByteReader reader(handshake);
        const std::uint8_t type = reader.u8();
        const std::size_t length = reader.u24();
        if (!handshake.empty() && (type != server_hello_type || length > most_in_hello)) {
            return not_tls(all);
        }
        if (!reader.ok() || reader.remaining() < length) {
            return std::nullopt;
        }
        const auto hello = parse_server_hello(std::span(handshake).first(4 + length));
        return hello ? Answer(*hello) : not_tls(all);
    }
};

}  // namespace

std::string_view ending_name(Ending::Kind kind) {
    return name_of(kind).name;
}

std::optional<Answer> read_answer(std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) {
        return std::nullopt;
    }
    return may_be_sslv2(bytes) ? read_sslv2(bytes) : Walk{bytes}.run();
}

Answer last_answer(std::span<const std::uint8_t> bytes, const Ending& ending) {
    if (bytes.empty()) {
        return ending;
    }
    Walk walk{bytes};
    if (!may_be_sslv2(bytes)) {
        auto answer = walk.run();
        if (answer) {
            return *answer;
        }
    }
    if (walk.warning) {
        return *walk.warning;
    }
    return Ending{ending.kind, fmt::format("{} in the middle of an answer", describe(ending))};
}

std::optional<Alert> warning_before_hello(std::span<const std::uint8_t> bytes) {
    if (bytes.empty() || may_be_sslv2(bytes)) {
        return std::nullopt;
    }
    Walk walk{bytes};
    (void)walk.run();
    return walk.warning;
}

std::optional<std::uint16_t> chosen_version(const Answer& answer) {
    if (const auto* hello = std::get_if<ServerHello>(&answer)) {
        return hello->version;
    }
    return std::holds_alternative<Sslv2ServerHello>(answer) ? std::optional(sslv2_code)
                                                            : std::nullopt;
}

bool is_alert(const Answer& answer, std::uint8_t description) {
    const auto* alert = std::get_if<Alert>(&answer);
    return alert != nullptr && alert->description == description;
}

bool is_ending(const Answer& answer, Ending::Kind kind) {
    const auto* ending = std::get_if<Ending>(&answer);
    return ending != nullptr && ending->kind == kind;
}

bool ends_without_a_word(const Answer& answer) {
    return is_ending(answer, Ending::Kind::closed) || is_ending(answer, Ending::Kind::reset);
}

std::string describe(const Answer& answer) {
    if (const auto version = chosen_version(answer)) {
        return fmt::format("chose {}", version_code_name(*version));
    }
    if (const auto* alert = std::get_if<Alert>(&answer)) {
        return fmt::format("alert {}", alert_name(alert->description));
    }
    const auto& ending = std::get<Ending>(answer);
    if (ending.kind == Ending::Kind::not_tls) {
        return fmt::format("{}: {}", name_of(ending.kind).words, ending.detail);
    }
    if (ending.kind == Ending::Kind::unreachable) {
        return fmt::format("{} ({})", name_of(ending.kind).words, ending.detail);
    }
    return ending.detail.empty() ? std::string(name_of(ending.kind).words) : ending.detail;
}

}  // namespace tlsmatrix::scan
