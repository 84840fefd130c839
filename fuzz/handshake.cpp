// A server's end of a handshake, with any bytes from the client: it ends in a refusal that has a
// reason, and in one line of the log.
#include "tests/support/self_signed.hpp"
#include "tests/tls/account/properties.hpp"
#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/engine/memory_wire.hpp>
#include <tlsmatrix/server/log/log_format.hpp>
#include <tlsmatrix/tls/account/account.hpp>

#include "fuzz/demand.hpp"

namespace tlsmatrix::fuzz {
namespace {

// One for each set and engine: to make a context takes longer than a handshake.
const ServerContext& context_of(std::uint8_t choice) {
    static const std::vector<ServerContext> contexts = [] {
        const Credentials credentials = self_signed(p256_key());
        std::vector<ServerContext> made;
        for (const VersionSet& versions : all_version_sets()) {
            ServerContextSettings settings;
            settings.versions = versions;
            settings.credentials = credentials;
            made.emplace_back(std::move(settings));
        }
        return made;
    }();
    return contexts[choice % contexts.size()];
}

void check_line(const server::ConnectionFacts& facts) {
    static const auto format = server::LogFormat::parse("report").value();
    std::string line;
    server::AccessEntry entry;
    entry.connection = &facts;
    format.append(entry, line);
    demand(line.ends_with('\n'), "a line has an end");
    line.pop_back();
    demand(is_printable(line), "one connection is one printable line");
}

}  // namespace
}  // namespace tlsmatrix::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix;
    fuzz::Input input(data, size);
    const ServerContext& context = fuzz::context_of(input.byte());
    const std::size_t step = input.byte() + std::size_t{1};
    MemoryWire wire(step);
    wire.put(Sender::client, input.rest());
    wire.close(Sender::client);
    Connection connection(context, wire.end(Sender::server));
    std::size_t rounds = 0;
    Progress progress = connection.handshake();
    for (; is_waiting(progress); ++rounds) {
        fuzz::demand(rounds <= size + 1000, "a handshake that gets no further ends");
        progress = connection.handshake();
    }
    server::ConnectionFacts facts;
    facts.pinned = context.settings().versions;
    facts.outcome = connection.outcome();
    facts.observation = connection.take_observation();
    const account::Facts seen{facts.observation, facts.outcome, connection.own_end()};
    const Account told = account::of(seen);
    const auto broken = account_test::broken_property(seen, told);
    fuzz::demand(!broken, broken.value_or(""));
    facts.cause = told.sentence;
    fuzz::demand(!std::holds_alternative<Negotiated>(facts.outcome), "nobody guesses a Finished");
    fuzz::demand(!facts.cause.empty(), "a refusal has a reason");
    fuzz::check_line(facts);
    return 0;
}
