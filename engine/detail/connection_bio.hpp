// The BIO between libssl and a Transport. For tls/*.cpp alone.
#pragma once

#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/engine/detail/openssl_pointers.hpp>

namespace tlsmatrix {

// ConnectionBio hands libssl's reads and writes to the connection's transport, shows the bytes to
// its observer, and keeps what ended the stream. libssl's own socket BIO would do the first part,
// but raises SIGPIPE and leaves errno to be guessed from.
struct ConnectionBio {
    // make returns a BIO that must not outlive the connection.
    [[nodiscard]] static BioPointer make(Connection& connection);

    static int read(BIO* bio, char* into, std::size_t size, std::size_t* done);
    static int write(BIO* bio, const char* from, std::size_t size, std::size_t* done);
    static long control(BIO* bio, int command, long number, void* pointer);
};

}  // namespace tlsmatrix
