#include "client/message.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include "tls/result.hpp"

namespace tlsmatrix::client {

const std::string* Response::header(std::string_view name) const {
    for (const Header& each : headers) {
        if (boost::algorithm::iequals(each.name, name)) {
            return &each.value;
        }
    }
    return nullptr;
}

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
    throw SetupError(failure.message);
}

}  // namespace tlsmatrix::client
