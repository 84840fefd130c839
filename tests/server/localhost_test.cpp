// A listener on localhost: both loopback addresses, one port.
#include <cerrno>
#include <cstddef>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include "tests/server/log/access_log_support.hpp"
#include "tests/server/session_support.hpp"
#include "tests/support/fault.hpp"
#include <tlsmatrix/server/detail/pin_proof.hpp>

namespace tlsmatrix::server::localhost_test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

void on_localhost(Settings& settings) {
    settings.listeners = {{{}, "localhost"}};
}

Settings settings_of(std::vector<ListenerSettings> listeners) {
    Settings settings;
    settings.listeners = std::move(listeners);
    settings.credentials = test_credentials();
    settings.pin_proof = false;
    return settings;
}

// accepts tells whether somebody accepts connections on a loopback address.
bool accepts(int family, std::uint16_t port) {
    const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool accepted = connect(socket, family, port);
    ::close(socket);
    return accepted;
}

// have_calls_fail makes each call of that number fail with the error from now on, in this process,
// where the argument has that value: what a machine without IPv6 does, on one that has it.
bool have_calls_fail(unsigned number, unsigned argument, unsigned value, unsigned error) {
    const auto offset = static_cast<unsigned>(offsetof(seccomp_data, args)) + 8 * argument;
    sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter{std::size(steps), steps};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool have_sockets_of_ipv6_fail(unsigned error) {
    return have_calls_fail(SYS_socket, 0, AF_INET6, error);
}

bool have_binds_of_ipv6_fail(unsigned error) {
    return have_calls_fail(SYS_bind, 2, sizeof(sockaddr_in6), error);
}

TEST(Localhost, IsBothAddressesWithOnePortUntilTheServerStops) {
    Bench bench(on_localhost);
    const ListenerInfo& listener = bench.server().listeners().front();
    EXPECT_EQ(listener.address, "127.0.0.1");
    EXPECT_THAT(listener.addresses, ElementsAre("127.0.0.1", "::1"));
    EXPECT_EQ(listener.url, fmt::format("https://localhost:{}/", bench.port()));
    for (const auto& [family, host, written] :
         {std::tuple{AF_INET, "127.0.0.1", "127.0.0.1"}, std::tuple{AF_INET6, "::1", "[::1]"}}) {
        Client client(family, bench.port());
        (void)client.shake_hands();
        ASSERT_TRUE(client.send("GET /get HTTP/1.0\r\n\r\n"));
        const std::string answer = client.receive_all();
        EXPECT_THAT(answer, HasSubstr(fmt::format(R"("origin":"{}")", host)));
        EXPECT_THAT(answer, HasSubstr(fmt::format("https://{}:{}/get", written, bench.port())));
    }
    const std::uint16_t port = bench.port();
    bench.server().stop();
    EXPECT_FALSE(accepts(AF_INET, port));
    EXPECT_FALSE(accepts(AF_INET6, port));
}

TEST(Localhost, IsNotMeantByOneOfItsAddresses) {
    const Bench v4;
    EXPECT_TRUE(accepts(AF_INET, v4.port()));
    EXPECT_FALSE(accepts(AF_INET6, v4.port()));
    const Bench v6([](Settings& settings) { settings.listeners = {{{}, "::1"}}; });
    EXPECT_TRUE(accepts(AF_INET6, v6.port()));
    EXPECT_FALSE(accepts(AF_INET, v6.port()));
}

TEST(Localhost, WithItsPortInUseOnEitherAddressIsASetupErrorThatNamesIt) {
    for (const auto& [host, written, family] :
         {std::tuple{"127.0.0.1", "127.0.0.1", AF_INET}, std::tuple{"::1", "[::1]", AF_INET6}}) {
        const Server first(settings_of({{{}, host}}));
        const std::uint16_t port = first.listeners().front().port;
        EXPECT_THAT(
            fault_of([&, port] {
                Server(settings_of({{{}, "localhost", port}}));
            }),
            AllOf(HasSubstr(fmt::format("cannot listen on {}:{} for localhost:{} (Address already "
                                        "in use): another program listens there",
                                        written, port, port))));
        EXPECT_TRUE(accepts(family, port));
        EXPECT_FALSE(accepts(family == AF_INET ? AF_INET6 : AF_INET, port));
    }
}

// With a part of all ports taken on ::1, most of so many listeners meet one of them first.
std::string choice_among_taken_ports() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    any.sin6_addr = in6addr_loopback;
    for (int taken = 0; taken < 3000; ++taken) {
        const int socket = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(socket, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0) {
            return fmt::format("cannot take {} ports: errno {}", taken + 1, errno);
        }
    }
    const Server server(settings_of(std::vector<ListenerSettings>(150, {{}, "localhost"})));
    for (const ListenerInfo& listener : server.listeners()) {
        if (!accepts(AF_INET, listener.port) || !accepts(AF_INET6, listener.port)) {
            return fmt::format("port {} is not on both addresses", listener.port);
        }
    }
    return {};
}

TEST(Localhost, HasAPortThatIsFreeOnBothAddressesWhereAnyWillDo) {
    EXPECT_EQ(failure_in_child(choice_among_taken_ports), "");
}

TEST(Localhost, WithoutAPortThatIsFreeOnBothAddressesIsASetupError) {
    EXPECT_EQ(
        failure_in_child([] {
            if (!have_binds_of_ipv6_fail(EADDRINUSE)) {
                return fmt::format("no filter: errno {}", errno);
            }
            const std::string fault = fault_of([] { Server(settings_of({{{}, "localhost"}})); });
            return fault == "cannot listen on [::1]:0 for localhost:0 (Address already in "
                            "use): no port was free there: end programs that hold many"
                       ? ""
                       : "it said: " + fault;
        }),
        "");
}

TEST(Localhost, Is127001AloneWhereThereIsNoIpv6) {
    const auto serves_v4_alone = [](bool filtered) {
        if (!filtered) {
            return fmt::format("no filter: errno {}", errno);
        }
        Settings settings = settings_of({{{}, "localhost"}});
        settings.pin_proof = true;
        const Server server(std::move(settings));
        const ListenerInfo& listener = server.listeners().front();
        return fmt::format("{} {}", fmt::join(listener.addresses, ","),
                           accepts(AF_INET, listener.port));
    };
    const auto check = [&](bool (*have_fail)(unsigned), unsigned error) {
        EXPECT_EQ(failure_in_child([&] {
                      const std::string served = serves_v4_alone(have_fail(error));
                      return served == "127.0.0.1 true" ? "" : served;
                  }),
                  "")
            << error;
    };
    check(have_sockets_of_ipv6_fail, EAFNOSUPPORT);  // ipv6.disable=1 on the kernel's command line
    check(have_binds_of_ipv6_fail, EADDRNOTAVAIL);   // net.ipv6.conf.lo.disable_ipv6=1
}

TEST(Localhost, OtherTroubleWithItsSecondAddressIsASetupError) {
    EXPECT_EQ(
        failure_in_child([] {
            if (!have_sockets_of_ipv6_fail(EMFILE)) {
                return fmt::format("no filter: errno {}", errno);
            }
            const std::string fault = fault_of([] { Server(settings_of({{{}, "localhost"}})); });
            return fault.starts_with(
                       "cannot listen on [::1]:0 for localhost:0 (Too many open "
                       "files): ")
                       ? ""
                       : "it said: " + fault;
        }),
        "");
}

int handshakes_begun = 0;

void note_beginning(const SSL*, int where, int) {
    handshakes_begun += (where & SSL_CB_HANDSHAKE_START) != 0 ? 1 : 0;
}

TEST(Localhost, IsDialledForItsProofOnBothAddresses) {
    for (const auto& [host, dials] : {std::pair{"127.0.0.1", 4}, std::pair{"localhost", 8}}) {
        handshakes_begun = 0;
        Settings settings = settings_of({{{}, host}});
        settings.pin_proof = true;
        settings.adjust_context = [](ssl_ctx_st* context) {
            SSL_CTX_set_info_callback(context, note_beginning);
        };
        Server(std::move(settings)).stop();
        EXPECT_EQ(handshakes_begun, dials) << host;
    }
}

TEST(Localhost, IsNotProvedWhereOneOfItsAddressesSpeaksSomethingElse) {
    constexpr auto tls_1_2 = ProtocolVersion::tls_1_2;
    constexpr auto tls_1_3 = ProtocolVersion::tls_1_3;
    const Server v4(settings_of({{{.versions = {tls_1_2}}}}));
    ListenerInfo both = v4.listeners().front();
    const Server v6(settings_of({{{.versions = {tls_1_3}}, "::1", both.port}}));
    both.addresses = {"127.0.0.1", "::1"};
    ProofPorts ports;
    EXPECT_EQ(fault_of([&] { prove_pin(both, "127.0.0.1", ports); }), "");
    EXPECT_THAT(fault_of([&] { prove_pin(both, "::1", ports); }),
                AllOf(HasSubstr(fmt::format("the listener on [::1]:{} was to speak TLSv1.2 and "
                                            "nothing else",
                                            both.port)),
                      HasSubstr("spoke TLSv1.3")));
}

}  // namespace
}  // namespace tlsmatrix::server::localhost_test
