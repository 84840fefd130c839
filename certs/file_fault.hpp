// A file that cannot be used: what is wrong with it, apart from what its reader should do.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::certs {

// FileFault is a SetupError in two halves, `problem: advice`. The store catches it and gives advice
// of its own: the user did not write those files and cannot mend them.
class FileFault : public SetupError {
  public:
    FileFault(std::string problem, std::string_view advice)
        : SetupError(problem + ": " + std::string(advice)), problem_(std::move(problem)) {}

    [[nodiscard]] const std::string& problem() const { return problem_; }

  private:
    std::string problem_;
};

}  // namespace tlsmatrix::certs
