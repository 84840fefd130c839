// What a broken set-up says.
#pragma once

#include <string>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix {

// fault_of is the message of the SetupError that the action throws; empty where it throws none.
template <class Action>
[[nodiscard]] std::string fault_of(Action action) {
    try {
        action();
    } catch (const SetupError& error) {
        return error.what();
    }
    return {};
}

}  // namespace tlsmatrix
