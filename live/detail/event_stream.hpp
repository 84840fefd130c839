// What was seen, as an event stream (HTML Living Standard, section 9.2). Internal.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/live/sightings.hpp>
#include <tlsmatrix/server/http/feed.hpp>

namespace tlsmatrix::live {

// Watchers counts the streams that are open.
class Watchers {
  public:
    explicit Watchers(unsigned max) : max_(max) {}
    // enter tells whether there was room for one more, which has to leave.
    [[nodiscard]] bool enter();
    void leave() { --open_; }

  private:
    const unsigned max_;
    std::atomic<unsigned> open_{0};
};

// Source is what was seen behind an id; nullopt: nothing more will be. It must not block.
using Source = std::function<std::optional<std::vector<Sighting>>(std::uint64_t id)>;

// EventStream tells what comes behind `after`. It ends after ten minutes, and browsers come back
// with the id of the last event that they had.
class EventStream final : public server::Feed {
  public:
    // The watcher must have entered, and leaves with the stream.
    EventStream(Source source, std::shared_ptr<Watchers> watchers, std::uint64_t after);
    ~EventStream() override;

    [[nodiscard]] std::optional<std::string> next() override;

  private:
    using Clock = std::chrono::steady_clock;

    Source source_;
    std::shared_ptr<Watchers> watchers_;
    std::uint64_t told_;
    Clock::time_point ends_;
    Clock::time_point spoke_ = Clock::now();
};

// event_stream is the response that has one: 503 where too many watch. It goes on behind what the
// client names as the last that it was told of, and where it names nothing, behind `after`.
[[nodiscard]] server::Response event_stream(const server::Request& request, Source source,
                                            const std::shared_ptr<Watchers>& watchers,
                                            std::uint64_t after);

}  // namespace tlsmatrix::live
