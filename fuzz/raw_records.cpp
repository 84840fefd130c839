// The reader of raw records and the observer of both directions: how the wire cuts the bytes must
// make no difference.
#include <tlsmatrix/engine/observer.hpp>

#include "fuzz/demand.hpp"

namespace tlsmatrix::fuzz {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct Seen {
    std::vector<Alert> alerts = {};
    bool lost = false;
    std::string stray = {};
    std::size_t missing = 0;
    std::optional<ClientHello> sslv2_hello = std::nullopt;

    friend bool operator==(const Seen&, const Seen&) = default;
};

Seen seen_in(Bytes bytes, std::size_t step) {
    Seen seen;
    RecordReader reader(Sender::client);
    while (!bytes.empty()) {
        const Bytes part = bytes.first(std::min(step, bytes.size()));
        bytes = bytes.subspan(part.size());
        for (const Alert& alert : reader.feed(part)) {
            seen.alerts.push_back(alert);
        }
    }
    seen.lost = reader.lost();
    seen.stray = reader.stray();
    seen.missing = reader.bytes_missing();
    seen.sslv2_hello = reader.sslv2_hello();
    return seen;
}

void watch(Bytes bytes, std::size_t step) {
    Observer server(Sender::server);
    Observer client(Sender::client);
    for (Sender from = Sender::client; !bytes.empty(); from = other(from)) {
        const Bytes part = bytes.first(std::min(step, bytes.size()));
        bytes = bytes.subspan(part.size());
        server.on_bytes(from, part);
        client.on_bytes(from, part);
    }
    const Observation& observation = server.observation();
    demand(observation.alerts == client.observation().alerts, "both ends see the same alerts");
    demand(observation.stray.empty() || observation.stray.size() == 5, "stray is five bytes");
    demand(client.bytes_missing() <= 2, "an alert lacks two bytes at most");
    demand(server.bytes_missing() < 0x8000, "a hello of SSLv2's format lacks 32 KB at most");
}

}  // namespace
}  // namespace tlsmatrix::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix::fuzz;
    Input input(data, size);
    const std::size_t step = input.byte() + std::size_t{1};
    const Seen whole = seen_in(input.rest(), size + 1);
    demand(whole == seen_in(input.rest(), step), "cut into pieces, the same is seen");
    demand(whole == seen_in(input.rest(), 1), "byte by byte, the same is seen");
    watch(input.rest(), step);
    return 0;
}
