// A message on stderr that may have a reason thousands of times a second.
//   Complaint complaint;
//   complaint.say("cannot accept connections (Too many open files), trying again");
#pragma once

#include <chrono>
#include <string_view>

namespace tlsmatrix::server {

// Complaint is a message on stderr that comes at most once a second, however often there is a
// reason; what comes in between is not said. One thread at a time.
class Complaint {
  public:
    // say tells whether this was said.
    bool say(std::string_view message);

  private:
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace tlsmatrix::server
