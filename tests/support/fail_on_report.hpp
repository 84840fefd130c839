// A server in a test has nothing to report of itself: whatever it does fails the test.
#pragma once

#include <string_view>

#include <gtest/gtest.h>

namespace tlsmatrix {

// fail_on_report is a server::Reporter. A server's destructor joins its threads, so that nothing is
// reported after a fixture's teardown.
inline void fail_on_report(std::string_view message) {
    ADD_FAILURE() << "a server reported: " << message;
}

}  // namespace tlsmatrix
