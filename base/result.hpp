// Failures as values: what parsers and checks return instead of throwing.
//   Result<VersionSet> set = VersionSet::parse(text);  if (!set) print(set.error().message);
#pragma once

#include <stdexcept>
#include <string>

#include <boost/system/result.hpp>

namespace tlsmatrix {

// Error is one sentence for the reader: what is wrong, where, and what to do next.
struct Error {
    std::string message;
};

// SetupError is thrown where the program cannot go on: a port in use, a bad PEM file, a flag that
// makes no sense. It is caught once, in main, which prints it and exits 2.
class SetupError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Result holds a value or an Error. `value()` on an Error throws SetupError with its message.
template <class T>
using Result = boost::system::result<T, Error>;

[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
    throw SetupError(error.message);
}

}  // namespace tlsmatrix
