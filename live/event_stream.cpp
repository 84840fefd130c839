#include <utility>

#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/live/detail/event_stream.hpp>
#include <tlsmatrix/live/live.hpp>

namespace tlsmatrix::live {
namespace {

constexpr std::chrono::minutes max_stream_life{10};
// A comment now and then lets a client that has gone be noticed.
constexpr std::chrono::seconds heartbeat{15};

}  // namespace

bool Watchers::enter() {
    if (++open_ <= max_) {
        return true;
    }
    --open_;
    return false;
}

EventStream::EventStream(Source source, std::shared_ptr<Watchers> watchers, std::uint64_t after)
    : source_(std::move(source)),
      watchers_(std::move(watchers)),
      told_(after),
      ends_(Clock::now() + max_stream_life) {}

EventStream::~EventStream() {
    watchers_->leave();
}

std::optional<std::string> EventStream::next() {
    const Clock::time_point now = Clock::now();
    const auto seen = source_(told_);
    if (now >= ends_ || !seen) {
        return std::nullopt;
    }
    std::string text;
    for (const Sighting& each : *seen) {
        text += fmt::format("id: {}\ndata: {}\n\n", each.id, each.told);
        told_ = each.id;
    }
    if (text.empty() && now - spoke_ >= heartbeat) {
        text = ":\n\n";
    }
    if (!text.empty()) {
        spoke_ = now;
    }
    return text;
}

server::Response event_stream(const server::Request& request, Source source,
                              const std::shared_ptr<Watchers>& watchers, std::uint64_t after) {
    if (!watchers->enter()) {
        return {.status = 503,
                .headers = {{"Retry-After", "10"}},
                .body = fmt::format("{} pages watch this server, and no more may: close one.\n",
                                    max_watchers)};
    }
    const std::string* last = request.header("Last-Event-ID");
    const auto named = last == nullptr ? std::nullopt : parse_number<std::uint64_t>(*last);
    return {
        .content_type = "text/event-stream",
        .headers = {{"Cache-Control", "no-store"}},
        .body = "retry: 1000\n\n",
        .feed = std::make_shared<EventStream>(std::move(source), watchers, named.value_or(after))};
}

}  // namespace tlsmatrix::live
