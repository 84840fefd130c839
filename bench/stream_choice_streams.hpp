// The streams that stream_choice compares, all with the same three calls: handshake, read, write.
//   const Variant variant = parse_variant("thin+skip");
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace stream_choice {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using IoResult = std::tuple<error_code, std::size_t>;

inline constexpr auto token = asio::as_tuple(asio::use_awaitable);

[[noreturn]] inline void die(const std::string& what) {
    std::cerr << what << '\n';
    ERR_print_errors_fp(stderr);
    std::exit(1);
}

enum class Kind { asio, thin, peek, prefetch };

// Variant is a kind of stream and its options.
struct Variant {
    std::string name;
    Kind kind = Kind::thin;
    bool skip = false;    // wait before the first read of a request, not after it gave EAGAIN
    bool release = true;  // SSL_MODE_RELEASE_BUFFERS
};

inline Variant parse_variant(const std::string& text) {
    constexpr std::array kinds{
        std::pair{std::string_view("asio"), Kind::asio},
        std::pair{std::string_view("thin"), Kind::thin},
        std::pair{std::string_view("peek"), Kind::peek},
        std::pair{std::string_view("prefetch"), Kind::prefetch},
    };
    const std::string_view word = std::string_view(text).substr(0, text.find('+'));
    const auto* const found = std::find_if(kinds.begin(), kinds.end(),
                                           [&](const auto& kind) { return kind.first == word; });
    if (found == kinds.end()) {
        die("unknown variant " + text);
    }
    Variant variant{text, found->second};
    for (std::size_t at = text.find('+'); at != std::string::npos;) {
        const std::size_t end = text.find('+', at + 1);
        const std::string option = text.substr(at + 1, end - at - 1);
        at = end;
        if (option == "skip") {
            variant.skip = true;
        } else if (option == "norelease") {
            variant.release = false;
        } else {
            die("unknown option " + option);
        }
    }
    return variant;
}

inline SSL_CTX* make_server_context(const Variant& variant) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0") != 1 ||
        SSL_CTX_use_certificate_chain_file(context, "cert.pem") != 1 ||
        SSL_CTX_use_PrivateKey_file(context, "key.pem", SSL_FILETYPE_PEM) != 1) {
        die("cannot use cert.pem and key.pem of this folder");
    }
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);  // 1.3 sends stateful tickets otherwise
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (variant.release) {
        SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    }
    SSL_CTX_set_read_ahead(context, variant.kind == Kind::asio ? 0 : 1);
    return context;
}

// AsioStream is boost::asio::ssl::stream, with its BIO pair and its two 17 KB buffers.
class AsioStream {
  public:
    AsioStream(tcp::socket socket, asio::ssl::context& context, const Variant&)
        : stream_(std::move(socket), context) {}

    auto handshake() { return stream_.async_handshake(asio::ssl::stream_base::server, token); }
    auto read(asio::mutable_buffer buffer, bool) { return stream_.async_read_some(buffer, token); }
    auto write(asio::const_buffer buffer) { return stream_.async_write_some(buffer, token); }
    auto shutdown() { return stream_.async_shutdown(token); }

  private:
    asio::ssl::stream<tcp::socket> stream_;
};

// Prefetched is what the prefetching BIO gives out before it goes to the socket itself.
struct Prefetched {
    int socket = -1;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::array<char, 512> bytes;

    static int read(BIO* bio, char* out, int size) {
        auto* self = static_cast<Prefetched*>(BIO_get_data(bio));
        BIO_clear_retry_flags(bio);
        if (self->begin != self->end) {
            const std::size_t count =
                std::min(self->end - self->begin, static_cast<std::size_t>(size));
            std::memcpy(out, self->bytes.data() + self->begin, count);
            self->begin += count;
            return static_cast<int>(count);
        }
        const ssize_t count = ::recv(self->socket, out, static_cast<std::size_t>(size), 0);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            BIO_set_retry_read(bio);
        }
        return static_cast<int>(count);
    }

    static int write(BIO* bio, const char* data, int size) {
        auto* self = static_cast<Prefetched*>(BIO_get_data(bio));
        BIO_clear_retry_flags(bio);
        const ssize_t count =
            ::send(self->socket, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            BIO_set_retry_write(bio);
        }
        return static_cast<int>(count);
    }

    static long control(BIO*, int command, long, void*) {
        return command == BIO_CTRL_FLUSH ? 1 : 0;
    }

    static BIO_METHOD* method() {
        static BIO_METHOD* const made = [] {
            BIO_METHOD* fresh =
                BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "prefetching socket");
            BIO_meth_set_read(fresh, read);
            BIO_meth_set_write(fresh, write);
            BIO_meth_set_ctrl(fresh, control);
            return fresh;
        }();
        return made;
    }
};

// ThinStream gives the socket to libssl, by descriptor or by a BIO of ours, and only waits through
// Asio.
template <Kind kind>
class ThinStream {
  public:
    ThinStream(tcp::socket socket, SSL_CTX& context, const Variant& variant)
        : socket_(std::move(socket)), ssl_(SSL_new(&context)), skip_(variant.skip) {
        socket_.native_non_blocking(true);
        if constexpr (kind == Kind::prefetch) {
            prefetched_ = std::make_unique<Prefetched>();
            prefetched_->socket = socket_.native_handle();
            BIO* bio = BIO_new(Prefetched::method());
            BIO_set_data(bio, prefetched_.get());
            BIO_set_init(bio, 1);
            SSL_set_bio(ssl_.get(), bio, bio);
        } else {
            SSL_set_fd(ssl_.get(), socket_.native_handle());
        }
        SSL_set_accept_state(ssl_.get());
    }

    asio::awaitable<IoResult> handshake() {
        return drive([ssl = ssl_.get()](std::size_t&) { return SSL_do_handshake(ssl); });
    }

    // `idle` tells that the peer has nothing to say yet, most likely: then the read that would
    // answer EAGAIN is not worth its system call.
    asio::awaitable<IoResult> read(asio::mutable_buffer buffer, bool idle) {
        return drive(
            [ssl = ssl_.get(), buffer](std::size_t& count) {
                return SSL_read_ex(ssl, buffer.data(), buffer.size(), &count);
            },
            idle && skip_);
    }

    asio::awaitable<IoResult> write(asio::const_buffer buffer) {
        return drive([ssl = ssl_.get(), buffer](std::size_t& count) {
            return SSL_write_ex(ssl, buffer.data(), buffer.size(), &count);
        });
    }

    asio::awaitable<IoResult> shutdown() {
        return drive([ssl = ssl_.get()](std::size_t&) { return SSL_shutdown(ssl) >= 0 ? 1 : -1; });
    }

  private:
    struct FreeSsl {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };

    // libssl must see the end of the stream for itself, so it is no error here.
    asio::awaitable<error_code> wait_readable() {
        if constexpr (kind == Kind::peek) {
            char byte = 0;
            auto [error, count] = co_await socket_.async_receive(asio::buffer(&byte, 1),
                                                                 tcp::socket::message_peek, token);
            co_return error == asio::error::eof ? error_code() : error;
        } else if constexpr (kind == Kind::prefetch) {
            auto [error, count] =
                co_await socket_.async_receive(asio::buffer(prefetched_->bytes), token);
            prefetched_->begin = 0;
            prefetched_->end = count;
            co_return error == asio::error::eof ? error_code() : error;
        } else {
            auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, token);
            co_return error;
        }
    }

    // drive calls `step` until libssl is done with it, waiting in between.
    template <class Step>
    asio::awaitable<IoResult> drive(Step step, bool wait_first = false) {
        // SSL_has_pending also tells of bytes read ahead; SSL_pending does not.
        if (wait_first && SSL_has_pending(ssl_.get()) == 0) {
            if (const error_code error = co_await wait_readable()) {
                co_return IoResult(error, 0);
            }
        }
        while (true) {
            std::size_t count = 0;
            ERR_clear_error();
            errno = 0;
            const int result = step(count);
            if (result == 1) {
                co_return IoResult(error_code(), count);
            }
            const int saved_errno = errno;
            error_code error;
            switch (SSL_get_error(ssl_.get(), result)) {
                case SSL_ERROR_WANT_READ:
                    error = co_await wait_readable();
                    break;
                case SSL_ERROR_WANT_WRITE: {
                    auto [failed] = co_await socket_.async_wait(tcp::socket::wait_write, token);
                    error = failed;
                    break;
                }
                case SSL_ERROR_ZERO_RETURN:
                    error = asio::error::eof;
                    break;
                case SSL_ERROR_SYSCALL:
                    error = asio::error::eof;
                    if (saved_errno != 0) {
                        error = error_code(saved_errno, boost::system::system_category());
                    }
                    break;
                default:  // SSL_ERROR_SSL: after it not even SSL_shutdown may be called
                    ERR_clear_error();
                    error = asio::error::connection_aborted;
            }
            if (error) {
                co_return IoResult(error, 0);
            }
        }
    }

    tcp::socket socket_;
    std::unique_ptr<Prefetched> prefetched_;
    std::unique_ptr<SSL, FreeSsl> ssl_;
    bool skip_;
};

}  // namespace stream_choice
