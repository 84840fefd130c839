#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <tlsmatrix/engine/hello_random.hpp>
#include <tlsmatrix/engine/version_fixed.hpp>
#include <tlsmatrix/server/behaviours/detail/misbehave.hpp>
#include <tlsmatrix/tls/server_flight.hpp>

namespace tlsmatrix::server {
namespace {

namespace asio = boost::asio;
using Other = Behaviour::Other;

// DOWNGRD 01, and what JDK 11 and its like set in its place (BoringSSL's kJDK11DowngradeRandom).
constexpr RandomEnd sentinel_of_1_3{0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 0x01};
constexpr RandomEnd sentinel_of_jdk{0xed, 0xbf, 0xb4, 0xa8, 0xc2, 0x47, 0x10, 0xff};

constexpr std::uint16_t bogus_version = 0x0305;

asio::awaitable<void> send(Stream& stream, Bytes bytes) {
    const auto buffer = asio::buffer(bytes);
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    (void)co_await asio::async_write(stream.socket(), buffer, token);
}

// To close then resets the connection.
void prepare_reset(Stream& stream) {
    boost::system::error_code ignored;
    stream.socket().set_option(asio::socket_base::linger(true, 0), ignored);
}

// Heard is a hello and the bytes that it came in.
struct Heard {
    Bytes bytes;
    HelloReader reader;
    std::size_t reads = 0;
    IoStatus status = IoStatus::ok;
};

asio::awaitable<void> listen(Stream& stream, Heard& heard) {
    bool whole = false;
    while (!whole && heard.status == IoStatus::ok) {
        const std::size_t before = heard.bytes.size();
        heard.status = co_await stream.receive_raw(heard.bytes);
        whole = heard.reader.feed(std::span(heard.bytes).subspan(before));
        ++heard.reads;
    }
}

// act does what ends a handshake before it has begun.
asio::awaitable<void> act(Stream& stream, const Behaviour& behaviour, const ClientHello& hello) {
    switch (behaviour.reaction) {
        case Reaction::alert:
            co_await send(stream, alert_record(behaviour.alert));
            break;
        case Reaction::bogus_hello:
            co_await send(stream, server_hello_record(
                                      hello, bogus_version,
                                      hello.cipher_suites.empty() ? 0 : hello.cipher_suites[0]));
            break;
        case Reaction::sslv2_hello:
            co_await send(stream, sslv2_server_hello());
            break;
        case Reaction::reset:
            prepare_reset(stream);
            break;
        case Reaction::silence:
            co_await stream.drain();
            break;
        default:  // Reaction::close: whoever let it act closes
            break;
    }
}

bool ends_it(Reaction reaction) {
    switch (reaction) {
        case Reaction::alert:
        case Reaction::reset:
        case Reaction::close:
        case Reaction::silence:
        case Reaction::bogus_hello:
        case Reaction::sslv2_hello:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::optional<ServerContext> other_server(const Behaviour& behaviour,
                                          const ServerContextSettings& settings) {
    if (behaviour.other == Other::none) {
        return std::nullopt;
    }
    ServerContextSettings own = settings;
    own.versions = {ProtocolVersion::tls_1_2};
    if (behaviour.other == Other::fixed_to_1_2) {
        own.adjust = fix_version;
    } else if (behaviour.other != Other::pinned_to_1_2) {
        const bool is_jdk = behaviour.other == Other::sentinel_of_jdk;
        own.adjust = [is_jdk](ssl_ctx_st* context) {
            end_hello_random_in(context, is_jdk ? sentinel_of_jdk : sentinel_of_1_3);
        };
    }
    return ServerContext(std::move(own));
}

asio::awaitable<Misbehaviour> misbehave(Stream& stream, const Behaviour& behaviour,
                                        const std::optional<ServerContext>& other) {
    Heard heard;
    co_await listen(stream, heard);
    Misbehaviour result;
    result.hello = heard.reader.hello();
    const std::size_t bytes = heard.bytes.size();
    stream.put_back(std::move(heard.bytes));
    if (!result.hello || heard.status == IoStatus::timed_out) {
        result.outcome = co_await stream.handshake();  // which has words for that
        co_return result;
    }
    result.acted = behaviour.meets(
        HeardHello{*result.hello, bytes, heard.reader.records(), heard.reads}, behaviour.limit);
    if (result.acted && ends_it(behaviour.reaction)) {
        result.outcome = Aborted{behaviour_cause(behaviour)};
        result.resets = behaviour.reaction == Reaction::reset;
        co_await act(stream, behaviour, *result.hello);
        co_return result;
    }
    if (result.acted && behaviour.reaction == Reaction::warning) {
        co_await send(stream, alert_record(behaviour.alert, AlertLevel::warning));
    }
    if (result.acted && behaviour.reaction == Reaction::other_server) {
        stream.connection().use(*other);
    }
    result.outcome = co_await stream.handshake();
    result.is_half_open = behaviour.reaction == Reaction::half_open &&
                          std::holds_alternative<Negotiated>(result.outcome);
    co_return result;
}

}  // namespace tlsmatrix::server
