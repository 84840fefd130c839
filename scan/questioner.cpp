#include <algorithm>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <tlsmatrix/scan/detail/questioner.hpp>

namespace tlsmatrix::scan {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::milliseconds pause_before_retry{250};

// A hello that old and new servers understand, and a small one, for a server that the first one
// silences.
std::vector<Offer> first_offers() {
    Offer modern;
    modern.cipher_suites = {0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0x009f, 0x009e,
                            0xc00a, 0xc014, 0xc009, 0xc013, 0x0039, 0x0033, 0x0035, 0x002f, 0x000a};
    modern.supported_versions = {0x0304, 0x0303, 0x0302, 0x0301};
    Offer old = offer_at(0x0301, {0x0035, 0x002f, 0x000a, 0x0005, 0x0004});
    old.small = true;
    return {modern, old};
}

// The same message, with half of it in each record (RFC 8446 section 5.1).
Bytes in_two_records(const Bytes& hello) {
    constexpr std::size_t header = 5;
    const auto body = std::span(hello).subspan(header);
    ByteWriter writer;
    for (const auto& part : {body.first(body.size() / 2), body.subspan(body.size() / 2)}) {
        writer.bytes(std::span(hello).first(header - 2));
        writer.vector(2, [&] { writer.bytes(part); });
    }
    return writer.take();
}

Limits limits_for(const Options& options, const asio::ip::address& address) {
    const double pace = address.is_loopback() ? 0 : default_pace;
    return {options.patience, options.per_second.value_or(pace)};
}

}  // namespace

Questioner::Questioner(const Options& options, const asio::ip::address& address,
                       std::string server_name, Dialler::Clock::time_point deadline)
    : options_(options),
      server_name_(std::move(server_name)),
      dialler_(tcp::endpoint(address, options.target.port), limits_for(options, address),
               deadline) {}

Bytes Questioner::bytes_of(const Offer& offer) const {
    return client_hello_record(offer, server_name_, Randomness::fresh());
}

asio::awaitable<std::optional<std::string>> Questioner::greet() {
    for (const Offer& offer : first_offers()) {
        const Answer answer = co_await dialler_.ask(bytes_of(offer));
        if (is_ending(answer, Ending::Kind::unreachable)) {
            co_return fmt::format("cannot connect to {}: {}", options_.target.str(),
                                  std::get<Ending>(answer).detail);
        }
        if (!is_ending(answer, Ending::Kind::timed_out)) {
            co_return std::nullopt;
        }
    }
    co_return fmt::format("{} accepts connections, but answered no hello within {:g} s",
                          options_.target.str(),
                          std::min(options_.patience, options_.total).count());
}

asio::awaitable<std::optional<Answer>> Questioner::ask(Bytes hello, std::size_t cut) {
    if (stopped_) {
        co_return std::nullopt;
    }
    Answer answer = co_await dialler_.ask(hello, cut);
    if (is_ending(answer, Ending::Kind::unreachable) && !dialler_.is_over()) {
        asio::steady_timer pause(co_await asio::this_coro::executor, pause_before_retry);
        co_await pause.async_wait(asio::use_awaitable);
        answer = co_await dialler_.ask(std::move(hello), cut);
    }
    co_return has_stopped(answer) ? std::nullopt : std::optional(std::move(answer));
}

bool Questioner::has_stopped(const Answer& answer) {
    if (dialler_.is_over()) {
        stopped_ = fmt::format("the time of {:g} s ran out", options_.total.count());
    } else if (is_ending(answer, Ending::Kind::unreachable)) {
        stopped_ = fmt::format("the server {}", describe(answer));
    }
    return stopped_.has_value();
}

asio::awaitable<std::optional<Dialler::Exchanged>> Questioner::ask_for_exchange(
    const Offer& offer) {
    if (stopped_) {
        co_return std::nullopt;
    }
    Dialler::Exchanged asked = co_await dialler_.ask_for_exchange(bytes_of(offer));
    if (is_ending(asked.answer, Ending::Kind::unreachable) && !dialler_.is_over()) {
        asio::steady_timer pause(co_await asio::this_coro::executor, pause_before_retry);
        co_await pause.async_wait(asio::use_awaitable);
        asked = co_await dialler_.ask_for_exchange(bytes_of(offer));
    }
    if (has_stopped(asked.answer)) {
        co_return std::nullopt;
    }
    look_at(offer, asked.answer);
    co_return asked;
}

void Questioner::look_at(const Offer& offer, const Answer& answer) {
    chosen_ = chosen_ || std::holds_alternative<ServerHello>(answer);
    if (!bogus_choice_ && is_bogus_choice(offer, answer)) {
        bogus_choice_ = chosen_version(answer);
    }
}

asio::awaitable<std::optional<Answer>> Questioner::ask(const Offer& offer, Probe::Form form) {
    Bytes hello = bytes_of(offer);
    std::size_t cut = 0;
    if (form == Probe::Form::two_records) {
        hello = in_two_records(hello);
    } else if (form == Probe::Form::two_segments) {
        cut = hello.size() / 2;
    }
    auto answer = co_await ask(std::move(hello), cut);
    if (answer) {
        look_at(offer, *answer);
    }
    co_return answer;
}

}  // namespace tlsmatrix::scan
