// What a server saw of its clients lately, for pages that tell it: failed handshakes too.
//   Sightings sightings;
//   settings.watcher = [&](const AccessEntry& entry) { sightings.add(entry); };
//   for (const Sighting& each : sightings.after(0, {.peer = "127.0.0.1"})) ...
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include <tlsmatrix/server/access_entry.hpp>

namespace tlsmatrix::live {

// max_sighting is the size in bytes of what is kept of one connection; longer texts are cut.
inline constexpr std::size_t max_sighting = 2048;

// Sighting is one connection, or one request of one, as it is told.
struct Sighting {
    std::uint64_t id = 0;  // counts all of them, from 1 on
    std::string peer;      // the client's address without its port; all of loopback is one
    std::string told;      // a JSON object, of at most max_sighting bytes
};

// told_of is an entry as a JSON object: what an access line has of a handshake, and in `result` and
// `why` the same in words.
[[nodiscard]] std::string told_of(const server::AccessEntry& entry);

// Sightings keeps the latest ones. Any thread.
class Sightings {
  public:
    explicit Sightings(std::size_t max_kept = 256) : max_kept_(max_kept) {}

    // add takes what opens a connection or fails to, and requests that name a row (`?row=`); the
    // other requests of a connection tell nothing new of it.
    void add(const server::AccessEntry& entry);

    // after is what came behind `id` from one address, oldest first.
    [[nodiscard]] std::vector<Sighting> after(std::uint64_t id, const std::string& peer) const;
    // last is the id of the latest one, whoever's; 0: nobody has come yet.
    [[nodiscard]] std::uint64_t last() const;

  private:
    const std::size_t max_kept_;
    mutable std::mutex mutex_;
    std::deque<Sighting> kept_;
    std::uint64_t last_ = 0;
};

}  // namespace tlsmatrix::live
