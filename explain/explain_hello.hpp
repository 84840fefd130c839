// What a ClientHello offers, what it leaves open, and what comes of it.
//   explain_hello(read_hello(text).value()).headline
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <tlsmatrix/explain/hello_bytes.hpp>
#include <tlsmatrix/explain/telling.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::explain {

[[nodiscard]] Telling explain_hello(const HelloBytes& bytes);

[[nodiscard]] boost::json::object hello_details(const HelloBytes& bytes);

// hello_answers is what servers of each of these sets make of it, by the rule.
[[nodiscard]] boost::json::array hello_answers(const HelloBytes& bytes,
                                               const std::vector<VersionSet>& servers);

}  // namespace tlsmatrix::explain
