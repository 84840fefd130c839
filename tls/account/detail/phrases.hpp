// Pieces of sentences that more than one cause has. Internal.
#pragma once

#include <string>

#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/account/detail/view.hpp>

namespace tlsmatrix::account {

[[nodiscard]] std::string offered(const View& view);  // `TLSv1.3,TLSv1.2`, `at most TLSv1.1`
[[nodiscard]] std::string chosen(const View& view);   // the version of the answer
// because is libssl's reason behind a colon, where this end is the one that stopped.
[[nodiscard]] std::string because(const View& view);
// stopper is `the client` or `the server`: who sent the alert that ended it.
[[nodiscard]] std::string stopper(const View& view);
[[nodiscard]] std::string peer_name(const View& view);
// ask_the_other_end sends a reader to what the other end knows.
[[nodiscard]] std::string ask_the_other_end(const View& view);

// meaning_of is what an alert says behind a colon, where its name is not enough.
[[nodiscard]] std::string meaning_of(std::uint8_t description);

// any_of is a choice between versions: `TLSv1.3 or TLSv1.2`.
[[nodiscard]] std::string any_of(VersionSet versions);

// signed_with_sha1 tells what the handshake of TLSv1 or TLSv1.1 is signed with.
[[nodiscard]] std::string signed_with_sha1(ProtocolVersion version);
[[nodiscard]] std::string advise_level_0(const View& view);

}  // namespace tlsmatrix::account
