// What every command's JSON is made of: lists of things, and null for what there is not.
//   {"runs", list_of(report.trials, trial_json)}, {"by", or_null(verdict.decided_by, sender_name)}
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace tlsmatrix {

// or_null is null for an empty text.
[[nodiscard]] inline boost::json::value or_null(const std::string& text) {
    return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

// or_null of an optional is what `convert` makes of it, or null.
template <class Thing, class Convert>
[[nodiscard]] boost::json::value or_null(const std::optional<Thing>& thing, Convert convert) {
    return thing ? boost::json::value(convert(*thing)) : boost::json::value(nullptr);
}
template <class Thing>
[[nodiscard]] boost::json::value or_null(const std::optional<Thing>& thing) {
    return thing ? boost::json::value(*thing) : boost::json::value(nullptr);
}

// list_of is what `convert` makes of each, in their order.
template <class List, class Convert>
[[nodiscard]] boost::json::array list_of(const List& list, Convert convert) {
    boost::json::array array;
    for (const auto& each : list) {
        array.emplace_back(convert(each));
    }
    return array;
}

}  // namespace tlsmatrix
