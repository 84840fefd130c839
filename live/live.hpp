// The page that shows a browser what it does at each listener: `/` for whoever asks for HTML.
//   Live live;
//   settings.handler = live.handler();
//   settings.watcher = live.watcher();
//   server::Server server(std::move(settings));
//   live.show(server.listeners(), {.ca_file = credentials.ca_file});
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::live {

// max_watchers is how many event streams are open at once; beyond it: 503.
inline constexpr unsigned max_watchers = 100;

// LiveFacts is what the page tells beside the listeners.
struct LiveFacts {
    std::string ca_file = {};  // whom clients are to trust; empty: it is not told
};

// Live is what the handler and the watcher share. Both may outlive it.
class Live {
  public:
    Live();

    // handler serves the default pages; `/` by Accept, and `/events` beside them.
    [[nodiscard]] server::Handler handler() const;
    [[nodiscard]] server::Watcher watcher() const;
    // show says what there is to try; until then the page has no rows. Any thread.
    void show(const std::vector<server::ListenerInfo>& listeners, const LiveFacts& facts) const;

    struct State;

  private:
    std::shared_ptr<State> state_;
};

}  // namespace tlsmatrix::live
