#include <fmt/format.h>

#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::account {

std::string why_not_higher(const ClientHello& hello, VersionSet enabled,
                           ProtocolVersion negotiated) {
    if (negotiated == all_versions.back()) {
        return "TLSv1.3 is the highest version there is";
    }
    const auto client_highest = hello.highest_offered();
    if (client_highest && *client_highest <= negotiated) {
        return fmt::format("the client offers nothing above {}", wire_name(negotiated));
    }
    const VersionSet above = enabled - VersionSet::all().up_to(negotiated);
    if (above.empty()) {
        return fmt::format("the server speaks nothing above {}", wire_name(negotiated));
    }
    return fmt::format("the client offers {}, and of what lies above {} the server speaks only {}",
                       hello.offered(), wire_name(negotiated), above.wire_names());
}

}  // namespace tlsmatrix::account
