// The readers of ClientHello, in both encodings, and of ServerHello: any bytes at all.
#include <tlsmatrix/engine/detail/context_callbacks.hpp>
#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

#include "fuzz/demand.hpp"

namespace tlsmatrix::fuzz {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Reader = std::optional<ClientHello> (*)(Bytes);

void look_at(const ClientHello& hello) {
    const VersionSet versions = hello.offered_versions();
    demand(hello.highest_offered() == versions.highest(), "the highest is the set's highest");
    demand(is_printable(hello.offered()), "what is offered can be printed");
    demand(!hello.offered().empty(), "what is offered is never nothing");
    for (const VersionSet& enabled : all_version_sets()) {
        if (hides_sentinel(enabled, hello)) {
            const auto offered = hello.highest_offered();
            demand(offered && !enabled.up_to(*offered).empty(),
                   "only a server that goes on hides the sentinel");
            demand(!hello.supported_versions, "a hello that lists its versions is told the truth");
        }
        demand(is_printable(account::why_not_higher(hello, enabled, enabled.highest().value())),
               "the reason can be printed");
    }
}

// Both encodings say how long they are, so no prefix of a hello and nothing longer is one.
void try_reader(Reader read, Bytes bytes) {
    const auto hello = read(bytes);
    if (!hello) {
        return;
    }
    look_at(*hello);
    demand(read(bytes) == hello, "reading twice gives the same");
    demand(!read(bytes.first(bytes.size() - 1)), "a hello that lacks a byte is none");
    std::string longer(bytes.begin(), bytes.end());
    longer += '\0';
    demand(!read({reinterpret_cast<const std::uint8_t*>(longer.data()), longer.size()}),
           "a hello with a byte behind it is none");
}

}  // namespace
}  // namespace tlsmatrix::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix;
    const std::span bytes(data, size);
    fuzz::try_reader(parse_client_hello, bytes);
    fuzz::try_reader(parse_sslv2_client_hello, bytes);
    (void)parse_server_hello(bytes);
    return 0;
}
