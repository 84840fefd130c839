#include <ostream>

#include <boost/algorithm/string/predicate.hpp>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/client/message.hpp>

namespace tlsmatrix::client {

const std::string* Response::header(std::string_view name) const {
    for (const Header& each : headers) {
        if (boost::algorithm::iequals(each.name, name)) {
            return &each.value;
        }
    }
    return nullptr;
}

std::ostream& operator<<(std::ostream& out, const Response& response) {
    const auto* negotiated = response.receipt.negotiated();
    return out << response.status << " over "
               << (negotiated == nullptr ? "nothing" : wire_name(negotiated->version));
}

std::ostream& operator<<(std::ostream& out, const Failure& failure) {
    return out << failure.message;
}

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
    throw SetupError(failure.message);
}

}  // namespace tlsmatrix::client
