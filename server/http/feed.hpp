// A response's body that goes on for as long as there is something to tell: an event stream.
//   return {.content_type = "text/event-stream", .feed = std::make_shared<Events>(board)};
#pragma once

#include <optional>
#include <string>

namespace tlsmatrix::server {

// Feed is asked again and again, on its connection's thread, until it or the client ends. The
// client's end is seen within a heartbeat of nobody's: whatever it sends behind its request ends
// the answer too.
class Feed {
  public:
    Feed() = default;
    virtual ~Feed() = default;
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    // next is what came since it was last asked; empty: nothing; nullopt: the body is over. It must
    // not block.
    [[nodiscard]] virtual std::optional<std::string> next() = 0;
};

}  // namespace tlsmatrix::server
