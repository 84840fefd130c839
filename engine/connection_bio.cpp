#include <cerrno>

#include <tlsmatrix/engine/detail/connection_bio.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>

namespace tlsmatrix {
namespace {

using Status = TransportResult::Status;
using MethodPointer = std::unique_ptr<BIO_METHOD, Freed<BIO_meth_free>>;

MethodPointer make_method() {
    MethodPointer method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tlsmatrix"));
    const bool done = method != nullptr &&
                      BIO_meth_set_read_ex(method.get(), &ConnectionBio::read) == 1 &&
                      BIO_meth_set_write_ex(method.get(), &ConnectionBio::write) == 1 &&
                      BIO_meth_set_ctrl(method.get(), &ConnectionBio::control) == 1;
    if (!done) {
        throw_openssl("cannot make a BIO method");
    }
    return method;
}

}  // namespace

BioPointer ConnectionBio::make(Connection& connection) {
    static const MethodPointer method = make_method();
    BioPointer bio(BIO_new(method.get()));
    if (bio == nullptr) {
        throw_openssl("cannot make a BIO");
    }
    BIO_set_data(bio.get(), &connection);
    BIO_set_init(bio.get(), 1);
    return bio;
}

int ConnectionBio::read(BIO* bio, char* into, std::size_t size, std::size_t* done) {
    auto& connection = *static_cast<Connection*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (connection.flooded()) {  // libssl would go on for as long as messages come
        *done = 0;
        connection.system_error_ = EPROTO;
        return 0;
    }
    const std::span bytes(reinterpret_cast<std::uint8_t*>(into), size);
    const TransportResult result = connection.transport_.read(bytes);
    *done = result.bytes;
    if (result.status == Status::moved) {
        connection.observer_.on_bytes(other(connection.observer_.self()),
                                      bytes.first(result.bytes));
        return 1;
    }
    if (result.status == Status::would_block) {
        BIO_set_retry_read(bio);
    }
    connection.end_of_stream_ = result.status == Status::end_of_stream;
    connection.system_error_ = result.error;
    return 0;
}

int ConnectionBio::write(BIO* bio, const char* from, std::size_t size, std::size_t* done) {
    auto& connection = *static_cast<Connection*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(from), size);
    const TransportResult result = connection.transport_.write(bytes);
    *done = result.bytes;
    if (result.status == Status::moved) {
        connection.observer_.on_bytes(connection.observer_.self(), bytes.first(result.bytes));
        return 1;
    }
    if (result.status == Status::would_block) {
        BIO_set_retry_write(bio);
    }
    connection.system_error_ = result.error;
    return 0;
}

// BIO_CTRL_EOF is left at 0 on purpose: told of the end of the stream, OpenSSL would answer with a
// decode_error alert of its own, and the record would show a refusal where there was none.
long ConnectionBio::control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH || command == BIO_CTRL_DUP ? 1 : 0;
}

}  // namespace tlsmatrix
