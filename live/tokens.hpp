// Names that are handed out to one client each, and what came to them: reports by token.
//   Tokens tokens;
//   const std::string token = tokens.make();       // TOKEN.report.localhost
//   tokens.add(entry);                              // true where it was for one of them
//   if (const auto seen = tokens.seen_by(token)) ...
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tlsmatrix/live/sightings.hpp>

namespace tlsmatrix::live {

// TokenLimits are the bounds of what tokens may take.
struct TokenLimits {
    std::size_t max_tokens = 1000;      // beyond: the one goes that was of no use for longest
    std::size_t max_seen = 16;          // of each, the latest ones
    std::chrono::minutes max_life{60};  // since it was made
};

// report_host is the host name of a token, which the certificate has a wildcard for.
[[nodiscard]] std::string report_host(std::string_view token);
// token_of is the token in such a name, in any case; empty of any other name.
[[nodiscard]] std::string token_of(std::string_view host);

// Tokens knows who has come to each. A token is 80 bits of chance, so that nobody finds another's.
// Any thread.
class Tokens {
  public:
    using Clock = std::chrono::steady_clock;

    explicit Tokens(TokenLimits limits = {}, std::function<Clock::time_point()> now = Clock::now)
        : limits_(limits), now_(std::move(now)) {}

    [[nodiscard]] std::string make();
    // add keeps an entry whose hello asks for a token's name. It is true of any name of that form,
    // for nobody else is to hear of it, also where there is no such token.
    bool add(const server::AccessEntry& entry);
    // seen_by is what came to a token behind `id`, oldest first; nullopt where there is no such
    // token, any more or yet.
    [[nodiscard]] std::optional<std::vector<Sighting>> seen_by(std::string_view token,
                                                               std::uint64_t id = 0);
    [[nodiscard]] std::size_t size() const;

  private:
    struct Kept {
        Clock::time_point made;
        Clock::time_point used;
        std::uint64_t last = 0;
        std::deque<Sighting> seen = {};
    };
    using Map = std::unordered_map<std::string, Kept>;

    [[nodiscard]] Map::iterator find(std::string_view token);
    void make_room();

    const TokenLimits limits_;
    const std::function<Clock::time_point()> now_;
    mutable std::mutex mutex_;
    Map kept_;
};

}  // namespace tlsmatrix::live
