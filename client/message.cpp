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

std::string_view failure_kind_name(Failure::Kind kind) {
    switch (kind) {
        case Failure::Kind::usage:
            return "usage";
        case Failure::Kind::unreachable:
            return "unreachable";
        case Failure::Kind::handshake:
            return "handshake";
        case Failure::Kind::certificate:
            return "certificate";
        case Failure::Kind::timed_out:
            return "timed_out";
        case Failure::Kind::broken:
            return "broken";
        case Failure::Kind::bad_response:
            return "bad_response";
        case Failure::Kind::cancelled:
            return "cancelled";
    }
    return "unknown";
}

std::ostream& operator<<(std::ostream& out, const Response& response) {
    const auto* negotiated = response.receipt.negotiated();
    return out << response.status << " over "
               << (negotiated == nullptr ? "nothing" : wire_name(negotiated->version));
}

std::ostream& operator<<(std::ostream& out, const Failure& failure) {
    return out << failure.message;
}

std::ostream& operator<<(std::ostream& out, Failure::Kind kind) {
    return out << failure_kind_name(kind);
}

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
    throw SetupError(failure.message);
}

}  // namespace tlsmatrix::client
