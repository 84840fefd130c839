// Which stream should carry a coroutine HTTPS server? Compares boost::asio::ssl::stream with thin
// streams that give the socket to libssl and only wait through Asio. docs/performance.md has the
// result. No target of the build: from the root of the project, with no other load on the machine,
//
//   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost
//     -days 30 -keyout key.pem -out cert.pem                      (one line)
//   g++ -std=c++20 -O2 -I. bench/stream_choice.cpp -o stream_choice -lssl -lcrypto -pthread
//   ./stream_choice memory 2000 asio thin prefetch+skip thin+skip+norelease
//   ./stream_choice handshake 3000 5 asio thin thin+skip peek+skip
//   ./stream_choice keepalive 64 19200 5 asio thin thin+skip peek+skip prefetch+skip
//
//   memory    CONNECTIONS VARIANT...                   KiB for each idle connection
//   handshake CONNECTIONS ROUNDS VARIANT...            server's CPU time, minimum, median, maximum
//   keepalive CONNECTIONS REQUESTS ROUNDS VARIANT...   the same for each request
//   serve VARIANT CONNECTIONS                          for strace and callgrind; prints its port
//   load PORT 12|13 CONNECTIONS REQUESTS_EACH PAUSE_MICROSECONDS
//
// VARIANT is a kind of stream, with options behind it:
//   asio        boost::asio::ssl::stream
//   thin        SSL_set_fd and async_wait
//   peek        SSL_set_fd, and a one-byte MSG_PEEK receive in the place of async_wait
//   prefetch    a BIO of our own, filled by async_receive into 512 bytes
//   +skip       wait before the first SSL_read of a request, not after EAGAIN
//   +norelease  without SSL_MODE_RELEASE_BUFFERS
#include <vector>

#include <sys/resource.h>

#include "bench/stream_choice_ends.hpp"

namespace stream_choice {
namespace {

using Variants = std::vector<Variant>;

void print(const char* what, int version, const Variant& variant, std::vector<double> micros) {
    std::sort(micros.begin(), micros.end());
    std::printf("%s 1.%d  %-24s %8.2f %8.2f %8.2f us\n", what, version - 10, variant.name.c_str(),
                micros.front(), micros[micros.size() / 2], micros.back());
    std::fflush(stdout);
}

// alternate runs `work` against each variant in turn, `rounds` times over, so that a machine that
// slows down slows all of them. `warm` comes before the clock starts.
template <class Warm, class Work>
void alternate(const char* what, const Variants& variants, int count, int rounds, Warm warm,
               Work work) {
    for (const int version : {12, 13}) {
        const Client client(version);
        std::vector<std::vector<double>> micros(variants.size());
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t i = 0; i < variants.size(); ++i) {
                const ServerProcess server(variants[i]);
                auto state = warm(client, server.port());
                const double before = server.cpu_seconds();
                work(client, server.port(), state);
                micros[i].push_back(1e6 * (server.cpu_seconds() - before) / count);
            }
        }
        for (std::size_t i = 0; i < variants.size(); ++i) {
            print(what, version, variants[i], micros[i]);
        }
    }
}

void measure_memory(int connections, const Variants& variants) {
    for (const int version : {12, 13}) {
        const Client client(version);
        for (const Variant& variant : variants) {
            const ServerProcess server(variant);
            for (int i = 0; i < 20; ++i) {
                SSL* ssl = client.connect(server.port());
                Client::request(ssl);
                Client::close(ssl);
            }
            const long before = server.resident_kib();
            std::vector<SSL*> open;
            for (int i = 0; i < connections; ++i) {
                open.push_back(client.connect(server.port()));
                Client::request(open.back());
            }
            ::usleep(100'000);
            const long after = server.resident_kib();
            std::printf("memory 1.%d  %-24s %8.2f KiB a connection\n", version - 10,
                        variant.name.c_str(), static_cast<double>(after - before) / connections);
            std::fflush(stdout);
            for (SSL* ssl : open) {
                Client::close(ssl);
            }
        }
    }
}

void measure_handshakes(int connections, int rounds, const Variants& variants) {
    const auto run = [](const Client& client, std::uint16_t port, int count) {
        for (int i = 0; i < count; ++i) {
            SSL* ssl = client.connect(port);
            Client::request(ssl);
            Client::close(ssl);
        }
    };
    alternate(
        "handshake", variants, connections, rounds,
        [&](const Client& client, std::uint16_t port) {
            run(client, port, 50);
            return 0;
        },
        [&](const Client& client, std::uint16_t port, int) { run(client, port, connections); });
}

// Every connection asks, and only then is any answer read: with more than one connection the server
// always has work waiting.
void measure_keep_alive(int connections, int requests, int rounds, const Variants& variants) {
    const auto run = [](const std::vector<SSL*>& open, int count) {
        for (int i = 0; i < count; ++i) {
            for (SSL* ssl : open) {
                Client::ask(ssl);
            }
            for (SSL* ssl : open) {
                Client::listen(ssl);
            }
        }
    };
    alternate(
        "keepalive", variants, requests, rounds,
        [&](const Client& client, std::uint16_t port) {
            std::vector<SSL*> open;
            for (int i = 0; i < connections; ++i) {
                open.push_back(client.connect(port));
            }
            run(open, 200 / connections);
            return open;
        },
        [&](const Client&, std::uint16_t, const std::vector<SSL*>& open) {
            run(open, requests / connections);
            for (SSL* ssl : open) {
                Client::close(ssl);
            }
        });
}

void load(std::uint16_t port, int version, int connections, int requests, int pause) {
    const Client client(version);
    for (int i = 0; i < connections; ++i) {
        SSL* ssl = client.connect(port);
        for (int j = 0; j < requests; ++j) {
            if (pause != 0) {
                ::usleep(static_cast<useconds_t>(pause));
            }
            Client::request(ssl);
        }
        Client::close(ssl);
    }
}

int run(const std::vector<std::string>& words) {
    const auto number = [&words](std::size_t at) { return std::stoi(words[at]); };
    const auto variants = [&words](std::size_t from) {
        Variants all;
        for (; from < words.size(); ++from) {
            all.push_back(parse_variant(words[from]));
        }
        return all;
    };
    const std::string mode = words.empty() ? "" : words[0];
    if (mode == "serve" && words.size() == 3) {
        serve(parse_variant(words[1]), number(2));
        return 0;
    }
    pin_to(0);
    if (mode == "load" && words.size() == 6) {
        load(static_cast<std::uint16_t>(number(1)), number(2), number(3), number(4), number(5));
    } else if (mode == "memory" && words.size() > 2) {
        measure_memory(number(1), variants(2));
    } else if (mode == "handshake" && words.size() > 3) {
        measure_handshakes(number(1), number(2), variants(3));
    } else if (mode == "keepalive" && words.size() > 4) {
        measure_keep_alive(number(1), number(2), number(3), variants(4));
    } else {
        std::cerr << "usage: see the head of bench/stream_choice.cpp\n";
        return 2;
    }
    return 0;
}

}  // namespace
}  // namespace stream_choice

int main(int argc, char** argv) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return stream_choice::run({argv + 1, argv + argc});
}
