// Internal. Where another choice would have led.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::trace {

// OtherChoice is one version more or less at one end, and what the rule says of that.
struct OtherChoice {
    std::string change;  // "the server without TLSv1.2"
    Prediction client;
    Prediction server;
};

// other_choices are those that come to something else.
[[nodiscard]] std::vector<OtherChoice> other_choices(const matrix::Endpoints& ends);

}  // namespace tlsmatrix::trace
