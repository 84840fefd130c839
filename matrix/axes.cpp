#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/matrix/axes.hpp>

namespace tlsmatrix::matrix {
namespace {

template <class Row>
const Row* find(std::span<const Row> rows, std::string_view name) {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [name](const Row& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

template <class Row>
std::string names_of(std::span<const Row> rows) {
    std::string names;
    for (const Row& row : rows) {
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    }
    return names;
}

template <class Row>
std::string_view nearest_name(std::span<const Row> rows, std::string_view name) {
    std::vector<std::string_view> names;
    for (const Row& row : rows) {
        names.push_back(row.name);
    }
    return meant_word(name, names);
}

AxisChoice whole(const Axis& axis) {
    AxisChoice choice{&axis, {}};
    for (const AxisValue& value : axis.values()) {
        choice.values.push_back(&value);
    }
    return choice;
}

const AxisChoice* choice_of(const std::vector<AxisChoice>& choices, std::string_view name) {
    const auto found = std::find_if(choices.begin(), choices.end(), [name](const auto& choice) {
        return choice.axis->name == name;
    });
    return found == choices.end() ? nullptr : &*found;
}

// Exclusion is two axes that make no sense together.
struct Exclusion {
    std::string_view axis;
    std::string_view other;
    std::string_view why;
};

constexpr std::array exclusions{
    Exclusion{"cipher", "certificate", "a suite picks the certificate"},
    Exclusion{"cipher", "group", "a suite with a key exchange of its own takes no group"},
    Exclusion{"cipher", "retry", "a suite with a key exchange of its own takes no group"},
    Exclusion{"group", "retry", "one group at both ends is never asked for again"},
    Exclusion{"session", "group", "a session is made with the library's own groups"},
    Exclusion{"session", "cipher", "a session is made with the library's own list of suites"},
    Exclusion{"session", "verify-client", "a handshake that resumes asks for no certificate"},
    Exclusion{"session", "post-handshake", "a handshake that resumes asks for no certificate"},
};

constexpr std::array in_memory_alone{
    std::pair<std::string_view, std::string_view>{"session", "a session is offered"},
    std::pair<std::string_view, std::string_view>{"post-handshake",
                                                  "a certificate is asked for behind a handshake"},
};

bool leaves_memory(const std::vector<AxisChoice>& choices) {
    const AxisChoice* transport = choice_of(choices, "transport");
    return transport != nullptr &&
           (transport->values.size() != 1 || transport->values.front()->name != "memory");
}

std::optional<Error> problem_of(const std::vector<AxisChoice>& choices) {
    for (const AxisChoice& choice : choices) {
        const auto times = [&](std::string_view name) {
            return std::count_if(choices.begin(), choices.end(),
                                 [&](const AxisChoice& it) { return it.axis->name == name; });
        };
        if (times(choice.axis->name) > 1) {
            return Error{
                fmt::format("the axis {} is named twice: put its values into one list, "
                            "with commas between",
                            choice.axis->name)};
        }
    }
    for (const Exclusion& each : exclusions) {
        if (choice_of(choices, each.axis) != nullptr && choice_of(choices, each.other) != nullptr) {
            return Error{fmt::format("the axes {} and {} cannot be crossed: {}", each.axis,
                                     each.other, each.why)};
        }
    }
    for (const auto& [axis, what] : in_memory_alone) {
        if (choice_of(choices, axis) != nullptr && leaves_memory(choices)) {
            return Error{fmt::format(
                "{} in memory alone: leave out the axis transport, or say transport=memory", what)};
        }
    }
    return std::nullopt;
}

}  // namespace

Result<AxisChoice> parse_axis(std::string_view text) {
    const std::size_t sign = text.find('=');
    const std::string_view name = text.substr(0, sign);
    const Axis* axis = find(axes(), name);
    if (axis == nullptr || sign == std::string_view::npos) {
        const std::string_view meant = axis == nullptr ? nearest_name(axes(), name) : "";
        if (!meant.empty()) {
            return Error{fmt::format("bad axis '{}': did you mean {}?", text, meant)};
        }
        return Error{fmt::format("bad axis '{}': write NAME=VALUE, and for NAME one of {}", text,
                                 names_of(axes()))};
    }
    std::string_view rest = text.substr(sign + 1);
    if (rest == "all") {
        return whole(*axis);
    }
    AxisChoice choice{axis, {}};
    while (true) {
        const std::string_view word = rest.substr(0, rest.find(','));
        const AxisValue* value = find(axis->values(), word);
        const bool twice =
            std::find(choice.values.begin(), choice.values.end(), value) != choice.values.end();
        if (value == nullptr || twice) {
            if (value == nullptr && axis->why_not != nullptr) {
                return Error{axis->why_not(word)};
            }
            return Error{fmt::format("the axis {} has {} value '{}': name all, or some of {}",
                                     axis->name, twice && value != nullptr ? "twice the" : "no",
                                     word, names_of(axis->values()))};
        }
        choice.values.push_back(value);
        if (word.size() == rest.size()) {
            return choice;
        }
        rest.remove_prefix(word.size() + 1);
    }
}

std::vector<AxisChoice> every_axis() {
    std::vector<AxisChoice> all;
    for (const Axis& axis : axes()) {
        if (axis.in_full) {
            all.push_back(whole(axis));
            std::erase_if(all.back().values, [](const AxisValue* it) { return !it->in_full; });
        }
    }
    return all;
}

Result<std::vector<Cell>> cross_axes(const std::vector<Cell>& cells,
                                     const std::vector<AxisChoice>& choices) {
    using Combination = std::vector<AxisWords::Word>;
    if (auto problem = problem_of(choices)) {
        return *std::move(problem);
    }
    std::vector<Combination> combinations{{}};
    for (const AxisChoice& choice : choices) {
        std::vector<Combination> longer;
        for (const Combination& combination : combinations) {
            for (const AxisValue* value : choice.values) {
                longer.push_back(combination);
                longer.back().emplace_back(choice.axis->name, value->name);
            }
        }
        combinations = std::move(longer);
    }
    std::vector<Cell> crossed;
    crossed.reserve(cells.size() * combinations.size());
    for (const Combination& combination : combinations) {
        const AxisWords words{combination};
        for (const Cell& cell : cells) {
            crossed.push_back({cell.client, cell.server, words});
        }
    }
    return crossed;
}

Endpoints endpoints_of(const Cell& cell, Profile profile) {
    Endpoints endpoints;
    endpoints.client.profile = endpoints.server.profile = profile;
    endpoints.client.versions = cell.client.versions;
    endpoints.client.engine = cell.client.engine;
    endpoints.server.versions = cell.server.versions;
    endpoints.server.engine = cell.server.engine;
    for (const auto& [name, word] : cell.axes) {
        const Axis* axis = find(axes(), name);
        const AxisValue* value = axis == nullptr ? nullptr : find(axis->values(), word);
        if (value != nullptr) {
            value->apply(endpoints.client, endpoints.server, value->name);
        }
    }
    return endpoints;
}

}  // namespace tlsmatrix::matrix
