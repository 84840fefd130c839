// What becomes of a server whose system has no more to give: descriptors, threads.
#include <pthread.h>
#include <sys/resource.h>

#include "tests/server/log/access_log_support.hpp"
#include "tests/server/session_support.hpp"
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::server::server_test {
namespace {

// starved_server uses up the descriptors of its process, connects, waits for the complaint, gives
// one descriptor back, and expects to be served.
std::string starved_server() {
    Bench bench([](Settings& settings) { settings.reporter = report_to_standard_error; });
    Pipe errors;
    ::dup2(errors.writer(), STDERR_FILENO);
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const rlimit few{64, 64};
    ::setrlimit(RLIMIT_NOFILE, &few);
    int last = -1;
    for (int next = ::dup(STDERR_FILENO); next >= 0; next = ::dup(STDERR_FILENO)) {
        last = next;
    }
    (void)connect(client, AF_INET, bench.port());
    const std::string complaint = errors.read_some();
    if (complaint != "tlsmatrix: cannot accept connections (Too many open files), trying again\n") {
        return "it said: " + complaint;
    }
    ::close(last);
    (void)::send(client, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL);
    const std::string answer = receive_to_end(client);
    ::close(client);
    return answer.starts_with("HTTP/1.1 400 ") ? "" : "it answered: " + answer;
}

TEST(Server, OutOfDescriptorsSaysSoAndServesOnceThereIsOneAgain) {
    EXPECT_EQ(failure_in_child(starved_server), "");
}

// bytes_of_data is what RLIMIT_DATA counts.
std::size_t bytes_of_data() {
    const std::string status = content_of("/proc/self/status");
    return std::stoul(status.substr(status.find("VmData:") + 7)) * 1024;
}

// server_of_few_threads has room for the stack of one thread, and little besides.
std::string server_of_few_threads() {
    constexpr std::size_t stack = std::size_t{512} << 20;
    pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setstacksize(&attributes, stack);
    ::pthread_setattr_default_np(&attributes);
    const std::size_t room = bytes_of_data() + stack * 3 / 2;
    const rlimit little{room, room};
    ::setrlimit(RLIMIT_DATA, &little);
    try {
        const Bench bench([](Settings& settings) { settings.threads = 8; });
    } catch (const SetupError& error) {
        const std::string_view wanted =
            "cannot start 8 threads (Resource temporarily unavailable): ask for fewer, or allow "
            "more: 'ulimit -a' shows the limits on processes and memory";
        return error.what() == wanted ? "" : fmt::format("it said: {}", error.what());
    }
    return "it has its threads";
}

TEST(Server, WithoutItsThreadsIsASetupError) {
    EXPECT_EQ(failure_in_child(server_of_few_threads), "");
}

}  // namespace
}  // namespace tlsmatrix::server::server_test
