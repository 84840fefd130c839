// Properties of every account, over a million generated observations; and that each condition of
// each guard is needed for them.
#include <algorithm>
#include <cstdlib>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/tls/account/generated.hpp"
#include "tests/tls/account/properties.hpp"
#include <tlsmatrix/tls/account/detail/row.hpp>

namespace tlsmatrix::account_test {
namespace {

constexpr std::uint64_t observations = 1'000'000;

TEST(Account, KeepsItsPropertiesOverAMillionObservations) {
    std::map<account::Cause, unsigned> causes;
    for (std::uint64_t seed = 0; seed < observations; ++seed) {
        const Generated made(seed);
        const account::Facts facts = made.facts();
        const Account told = account::of(facts);
        ++causes[told.cause];
        const auto broken = broken_property(facts, told);
        ASSERT_FALSE(broken) << *broken << "; seed " << seed << ", " << made.story();
    }
    for (std::size_t cause = 0; cause < account::cause_count; ++cause) {
        EXPECT_GT(causes[static_cast<account::Cause>(cause)], 0U)
            << account::cause_name(static_cast<account::Cause>(cause)) << " never came";
    }
}

TEST(Generator, PutsEveryValueOfEachFactBesideEveryOther) {
    std::vector<std::vector<bool>> met(feature_count * feature_count);
    for (std::size_t i = 0; i < feature_count; ++i) {
        for (std::size_t j = 0; j < feature_count; ++j) {
            met[i * feature_count + j].resize(std::size_t{feature_sizes[i]} * feature_sizes[j]);
        }
    }
    for (std::uint64_t seed = 0; seed < observations / 20; ++seed) {
        const Generated made(seed);
        const Features& features = made.features();
        for (std::size_t i = 0; i < feature_count; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const std::size_t pair = std::size_t{features[i]} * feature_sizes[j] + features[j];
                met[i * feature_count + j][pair] = true;
            }
        }
    }
    std::size_t missing = 0;
    for (std::size_t i = 0; i < feature_count; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto& pairs = met[i * feature_count + j];
            missing += static_cast<std::size_t>(std::count(pairs.begin(), pairs.end(), false));
        }
    }
    EXPECT_EQ(missing, 0U);
}

// told_by is what the account would be if a table said it.
Account told_by(std::span<const account::Row> rows, const account::View& view) {
    const account::Row& row = account::first_of(rows, view);
    Account told = account::of(view.facts);
    if (told.cause != row.cause) {
        told.cause = row.cause;
        told.sentence = row.cause == account::Cause::broken ? row.tell(view) : "a sentence";
        told.advice.clear();
    }
    return told;
}

// breaks is the seed of an observation that breaks a property without one condition of a row's
// guard; nullopt where none of them does.
std::optional<std::uint64_t> breaks(std::vector<account::Row> rows, std::size_t row,
                                    std::size_t condition, std::uint64_t most) {
    auto& guard = rows[row].guard;
    guard.erase(guard.begin() + static_cast<std::ptrdiff_t>(condition));
    const auto holds = [&guard](const account::View& view) {
        return std::all_of(guard.begin(), guard.end(),
                           [&view](const account::Condition& each) { return each.holds(view); });
    };
    for (std::uint64_t seed = 0; seed < most; ++seed) {
        const Generated made(seed);
        const account::Facts facts = made.facts();
        const account::View view(facts);
        if (facts.succeeded() || !holds(view)) {
            continue;
        }
        const Account told = told_by(rows, view);
        if (!has_ground(told.cause, facts)) {
            return seed;
        }
    }
    return std::nullopt;
}

// scripts/guards shows the observation for each.
TEST(Guard, NeedsEachOfItsConditions) {
    const std::vector<account::Row> rows(account::rows().begin(), account::rows().end());
    std::string idle;
    unsigned count = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t condition = 0; condition < rows[row].guard.size(); ++condition) {
            ++count;
            const auto seed = breaks(rows, row, condition, observations);
            const std::string name =
                fmt::format("{} (row {}): {}", account::cause_name(rows[row].cause), row,
                            rows[row].guard[condition].name);
            if (!seed) {
                idle += name + "\n";
            } else if (std::getenv("TLSMATRIX_SHOW") != nullptr) {
                fmt::print("without '{}': observation {}\n", name, *seed);
            }
        }
    }
    EXPECT_EQ(idle, "") << "of " << count << " conditions no property needs these";
}

}  // namespace
}  // namespace tlsmatrix::account_test
