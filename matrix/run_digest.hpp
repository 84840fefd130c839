// What tells the shards of one run from those of another: short digests, against accidents and not
// against forgers.
//   shard.plan = plan_digest(cells);  // before cells_of_shard
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/expectation.hpp>
#include <tlsmatrix/tls/openssl_profile.hpp>

namespace tlsmatrix::matrix {

// Digest is FNV-1a of 64 bits, over words that are kept apart.
class Digest {
  public:
    void add(std::string_view word);
    // str is sixteen hexadecimal digits.
    [[nodiscard]] std::string str() const;

  private:
    std::uint64_t value_ = 0xcbf29ce484222325;
};

// plan_digest is that of all cells of a run, in their order: sets, engines, axes and filters.
[[nodiscard]] std::string plan_digest(const std::vector<Cell>& cells);

// options_digest is that of whatever else decides verdicts. profile is that of a run which only
// predicts.
[[nodiscard]] std::string options_digest(const std::vector<Waiver>& waivers,
                                         const std::vector<Expectation>& expectations,
                                         std::optional<Profile> profile,
                                         const std::vector<Cell>& cells = {});

}  // namespace tlsmatrix::matrix
