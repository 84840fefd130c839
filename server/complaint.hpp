// What a server has to say of itself, and is nobody's access line.
//   Complaint complaint(settings.reporter);
//   complaint.say("cannot accept connections (Too many open files), trying again");
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

namespace tlsmatrix::server {

// Reporter hears, a sentence each time, what went wrong with the server itself. Any thread; it must
// not block, and not throw.
using Reporter = std::function<void(std::string_view message)>;

// report_to_standard_error writes `tlsmatrix: MESSAGE`, and nothing where stderr is gone.
void report_to_standard_error(std::string_view message);

// Complaint is a message that comes at most once a second, however often there is a reason; what
// comes in between is not said. One thread at a time.
class Complaint {
  public:
    explicit Complaint(Reporter reporter = report_to_standard_error);

    // say tells whether this was said.
    bool say(std::string_view message);

  private:
    Reporter reporter_;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace tlsmatrix::server
