#include <cstring>

#include <netdb.h>

#include <boost/asio/ip/tcp.hpp>

#include <tlsmatrix/base/addresses.hpp>

namespace tlsmatrix {

Result<Addresses> addresses_of(const std::string& host, int flags) {
    addrinfo hints{};
    hints.ai_flags = flags;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (failed != 0) {
        return Error{::gai_strerror(failed)};
    }
    Addresses addresses;
    for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
        boost::asio::ip::tcp::endpoint endpoint;
        if (each->ai_addrlen <= endpoint.capacity()) {
            std::memcpy(endpoint.data(), each->ai_addr, each->ai_addrlen);
            addresses.push_back(endpoint.address());
        }
    }
    ::freeaddrinfo(list);
    return addresses;
}

}  // namespace tlsmatrix
