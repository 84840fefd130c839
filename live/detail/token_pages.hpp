// `/new` and `/report/TOKEN`: a name for one client, and what came of it. Internal.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <tlsmatrix/live/detail/event_stream.hpp>
#include <tlsmatrix/live/detail/live_page.hpp>
#include <tlsmatrix/live/tokens.hpp>
#include <tlsmatrix/server/handler.hpp>

namespace tlsmatrix::live {

// TokenRoom is what the pages share with the rest of the live page.
struct TokenRoom {
    std::shared_ptr<Tokens> tokens;
    std::shared_ptr<Watchers> watchers;
    std::function<std::vector<Target>()> targets;
};

[[nodiscard]] std::vector<server::Route> token_routes(const TokenRoom& room);

}  // namespace tlsmatrix::live
