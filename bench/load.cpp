// The load for servers that are compared with ours, and the thinnest server there is.
//   load handshake  PORT VERSION COUNT             a full handshake, one request, and goodbye
//   load once       PORT VERSION COUNT             the same, and the server says goodbye first
//   load keep-alive PORT VERSION CONNECTIONS COUNT requests on connections that stay open
//   load idle       PORT VERSION CONNECTIONS       holds them until its input ends
//   load serve      VERSION CERTIFICATE KEY        a blocking loop: no log, no HTTP, no timeouts
// VERSION is 1.0 to 1.3. It prints `ready`, waits for a line, does its work, and prints `done`, the
// cipher suite and how many, so that whoever drives it can read a clock before and after.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

namespace {

constexpr std::string_view request_text =
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nUser-Agent: load/1\r\nAccept: */*\r\n\r\n";
constexpr std::string_view last_request_text =
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nUser-Agent: load/1\r\nConnection: close\r\n\r\n";
constexpr std::string_view response_text =
    "HTTP/1.1 200 OK\r\nDate: Wed, 25 Nov 2026 09:00:00 GMT\r\nContent-Type: text/plain\r\n"
    "Content-Length: 3\r\nConnection: keep-alive\r\n\r\nok\n";

[[noreturn]] void die(const std::string& what) {
    std::cerr << "load: " << what << "\n";
    std::exit(1);
}

void require(bool met, const char* what) {
    if (!met) {
        die(what);
    }
}

// context_of speaks one version, at the level that all of them need, and never resumes.
SSL_CTX* context_of(const SSL_METHOD* method, const std::string& version) {
    static const std::map<std::string, int> codes{{"1.0", TLS1_VERSION},
                                                  {"1.1", TLS1_1_VERSION},
                                                  {"1.2", TLS1_2_VERSION},
                                                  {"1.3", TLS1_3_VERSION}};
    const auto code = codes.find(version);
    require(code != codes.end(), "the version is 1.0, 1.1, 1.2 or 1.3");
    SSL_CTX* context = SSL_CTX_new(method);
    SSL_CTX_set_min_proto_version(context, code->second);
    SSL_CTX_set_max_proto_version(context, code->second);
    SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0");
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    return context;
}

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

SSL* secured(SSL_CTX* context, int socket) {
    const int one = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    SSL* ssl = SSL_new(context);
    SSL_set_fd(ssl, socket);
    return ssl;
}

SSL* connect_to(SSL_CTX* context, int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(port);
    require(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
            "cannot connect");
    SSL* ssl = secured(context, socket);
    require(SSL_connect(ssl) == 1, "the handshake failed");
    return ssl;
}

void ask(SSL* ssl, std::string_view request = request_text) {
    require(SSL_write(ssl, request.data(), static_cast<int>(request.size())) > 0,
            "cannot send a request");
}

// listen reads one answer, which ends with the three bytes of its body.
void listen_to(SSL* ssl) {
    std::string answer;
    while (!answer.ends_with("\r\n\r\nok\n")) {
        std::array<char, 2048> buffer;
        const int count = SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size()));
        require(count > 0, "no answer");
        answer.append(buffer.data(), static_cast<std::size_t>(count));
        require(answer.starts_with("HTTP/1."), "the answer is not HTTP");
    }
}

void expect_goodbye(SSL* ssl) {
    char more = 0;
    const int count = SSL_read(ssl, &more, 1);
    require(count <= 0 && SSL_get_error(ssl, count) == SSL_ERROR_ZERO_RETURN,
            "no close_notify behind the answer");
}

void close_both_ways(SSL* ssl) {
    const int socket = SSL_get_fd(ssl);
    SSL_shutdown(ssl);
    SSL_free(ssl);
    ::close(socket);
}

void wait_for_go() {
    std::cout << "ready" << std::endl;
    std::string line;
    std::getline(std::cin, line);
}

std::string suite_of(const SSL* ssl) {
    return SSL_get_cipher_name(ssl);
}

void handshakes(SSL_CTX* context, int port, int count, bool server_closes) {
    wait_for_go();
    std::string suite;
    for (int i = 0; i < count; ++i) {
        SSL* ssl = connect_to(context, port);
        ask(ssl, server_closes ? last_request_text : request_text);
        listen_to(ssl);
        if (server_closes) {
            expect_goodbye(ssl);
        }
        suite = suite_of(ssl);
        close_both_ways(ssl);
    }
    std::cout << "done " << suite << " " << count << std::endl;
}

// Every connection asks before any answer is read, so that the server always has work waiting.
void keep_alive(SSL_CTX* context, int port, int connections, int count) {
    std::vector<SSL*> open;
    for (int i = 0; i < connections; ++i) {
        open.push_back(connect_to(context, port));
        ask(open.back());
        listen_to(open.back());
    }
    wait_for_go();
    for (int i = 0; i < count / connections; ++i) {
        for (SSL* ssl : open) {
            ask(ssl);
        }
        for (SSL* ssl : open) {
            listen_to(ssl);
        }
    }
    std::cout << "done " << suite_of(open.front()) << " " << count / connections * connections
              << std::endl;
}

void idle(SSL_CTX* context, int port, int connections) {
    wait_for_go();
    std::vector<SSL*> open;
    for (int i = 0; i < connections; ++i) {
        open.push_back(connect_to(context, port));
        ask(open.back());
        listen_to(open.back());
    }
    std::cout << "done " << suite_of(open.front()) << " " << connections << std::endl;
    std::string line;
    std::getline(std::cin, line);
}

// answer_all is the thinnest loop: read until a request's end, write, until the client goes.
void answer_all(SSL* ssl) {
    if (SSL_accept(ssl) != 1) {
        return;
    }
    std::array<char, 2048> buffer;
    while (SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size())) > 0) {
        SSL_write(ssl, response_text.data(), static_cast<int>(response_text.size()));
    }
    SSL_shutdown(ssl);
}

[[noreturn]] void serve(const std::string& version, const char* certificate, const char* key) {
    SSL_CTX* context = context_of(TLS_server_method(), version);
    require(SSL_CTX_use_certificate_chain_file(context, certificate) == 1, "no certificate");
    require(SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1, "no key");
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    require(::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0, "cannot bind");
    require(::listen(listener, 512) == 0, "cannot listen");
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    std::cout << ntohs(address.sin_port) << std::endl;
    while (true) {
        const int socket = ::accept(listener, nullptr, nullptr);
        require(socket >= 0, "cannot accept");
        SSL* ssl = secured(context, socket);
        answer_all(ssl);
        SSL_free(ssl);
        ::close(socket);
    }
}

int run(const std::vector<std::string>& words) {
    const auto number = [&words](std::size_t at) { return std::stoi(words.at(at)); };
    const std::string mode = words.empty() ? "" : words[0];
    if (mode == "serve" && words.size() == 4) {
        serve(words[1], words[2].c_str(), words[3].c_str());
    }
    if (words.size() < 4) {
        die("wrong usage: see the head of bench/load.cpp");
    }
    SSL_CTX* context = context_of(TLS_client_method(), words[2]);
    if (mode == "handshake" || mode == "once") {
        handshakes(context, number(1), number(3), mode == "once");
    } else if (mode == "keep-alive" && words.size() == 5) {
        keep_alive(context, number(1), number(3), number(4));
    } else if (mode == "idle") {
        idle(context, number(1), number(3));
    } else {
        die("wrong usage: see the head of bench/load.cpp");
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    return run({argv + 1, argv + argc});
}
