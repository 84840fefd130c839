// A run spread over machines: which cells are whose.
//   const auto shard = parse_shard("2/3").value();  cells = cells_of_shard(std::move(cells),
//   shard);
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {

// parse_shard reads `i/n`, i from 1 to n. The cells are not known yet.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);

// Environment gives a variable's value; nullopt where it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

// FoundShard is a shard that the environment names, and by which variable.
struct FoundShard {
    Shard shard;
    std::string_view variable;
};

// shard_from reads what CI systems and test runners set: GTEST_SHARD_INDEX with GTEST_TOTAL_SHARDS,
// TEST_SHARD_INDEX with TEST_TOTAL_SHARDS (Bazel), JOB_COMPLETION_INDEX (Kubernetes) with
// JOB_COMPLETION_TOTAL, all from 0 on, and CI_NODE_INDEX with CI_NODE_TOTAL (GitLab), from 1 on.
// Nullopt where none is set. An Error where an index stands without its total, or beyond it.
[[nodiscard]] Result<std::optional<FoundShard>> shard_from(const Environment& environment);

// cells_of_shard keeps every n-th cell and enters into `shard` how many there were, and their
// digest.
[[nodiscard]] std::vector<Cell> cells_of_shard(std::vector<Cell> cells, Shard& shard);

}  // namespace tlsmatrix::matrix
