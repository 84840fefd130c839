#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/matrix/run_digest.hpp>
#include <tlsmatrix/matrix/shard.hpp>

namespace tlsmatrix::matrix {
namespace {

struct Source {
    const char* index;
    const char* total;
    std::size_t first;  // what the first one is called
};

constexpr std::array sources{
    Source{"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", 0},
    Source{"TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0},
    Source{"CI_NODE_INDEX", "CI_NODE_TOTAL", 1},
    Source{"JOB_COMPLETION_INDEX", "JOB_COMPLETION_TOTAL", 0},
};

}  // namespace

Result<Shard> parse_shard(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const auto index = parse_number<std::size_t>(text.substr(0, slash));
    const auto count = parse_number<std::size_t>(text.substr(std::min(slash + 1, text.size())));
    if (!index || !count || *index == 0 || *index > *count) {
        return Error{
            fmt::format("bad shard '{}': write i/n, such as 2/3 for the second of three", text)};
    }
    return Shard{*index, *count, 0};
}

Result<std::optional<FoundShard>> shard_from(const Environment& environment) {
    for (const Source& source : sources) {
        const auto index_text = environment(source.index);
        const auto total_text = environment(source.total);
        if (!index_text || index_text->empty()) {
            continue;
        }
        const auto index = parse_number<std::size_t>(*index_text);
        const auto total = total_text ? parse_number<std::size_t>(*total_text) : std::nullopt;
        if (!index || !total || *index < source.first || *index >= *total + source.first) {
            return Error{fmt::format(
                "{} is '{}' and {} is '{}', which names no shard: set both, or "
                "say which with --shard",
                source.index, *index_text, source.total, total_text.value_or("not set"))};
        }
        return std::optional(FoundShard{{*index - source.first + 1, *total, 0}, source.index});
    }
    return std::optional<FoundShard>();
}

std::vector<Cell> cells_of_shard(std::vector<Cell> cells, Shard& shard) {
    shard.cells = cells.size();
    shard.plan = plan_digest(cells);
    std::vector<Cell> kept;
    for (std::size_t i = shard.index - 1; i < cells.size(); i += shard.count) {
        kept.push_back(std::move(cells[i]));
    }
    return kept;
}

}  // namespace tlsmatrix::matrix
