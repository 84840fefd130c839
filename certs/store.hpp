// The authority that is kept between runs, so that clients need to be told about it once a year.
//   const StoredAuthority kept = Store(Store::default_directory()).open_or_create(KeyType::rsa);
//   const Credentials server = kept.authority.issue({.key = kept.leaf_key});
#pragma once

#include <filesystem>
#include <optional>

#include <tlsmatrix/certs/authority.hpp>
#include <tlsmatrix/certs/trust_files.hpp>

namespace tlsmatrix::certs {

// expiry_warning is how long before its end an authority counts as expiring soon.
inline constexpr std::chrono::days expiry_warning{30};

// StoredAuthority is an authority, what became of it at this start, and the files to tell clients
// of.
struct StoredAuthority {
    enum class Event {
        created,   // there was none: clients must be told of trust
        loaded,    // clients know it already
        replaced,  // the former one had expired: clients must be told again
    };

    Authority authority;
    KeyPointer leaf_key;  // kept as well, so that a start needs no new RSA key
    Event event;
    bool expires_soon;  // within expiry_warning
    TrustFiles trust;
};

// Store is a directory, mode 0700, with one directory for each authority:
//   rsa/ca.pem, intermediate.pem, intermediate.key, truststore.p12, leaf-rsa.key
//   ecdsa/...   leaf-ecdsa.key, leaf-ed25519.key
// Keys are 0600; a root's key is nowhere. Made by one process at a time, under a lock.
class Store {
  public:
    // default_directory is $XDG_STATE_HOME/tlsmatrix, else $HOME/.local/state/tlsmatrix. Variables
    // that are no absolute path count as unset (XDG Base Directory Specification). Throws
    // SetupError where neither is set.
    [[nodiscard]] static std::filesystem::path default_directory();

    // The directory need not exist yet.
    explicit Store(std::filesystem::path directory);

    // open_or_create returns the kept authority that suits leaves of this type, and such a leaf's
    // kept key. It makes both at first use, and replaces an authority that has expired together
    // with its leaf keys. Throws SetupError, with the file's name and what to do, where something
    // is damaged, missing, or open to other users: nothing but an expired authority is ever
    // replaced.
    [[nodiscard]] StoredAuthority open_or_create(KeyType leaf_type,
                                                 TimePoint now = current_time()) const;

    // trouble tells why open_or_create would fail, as far as that can be known without changing
    // anything: a place that cannot be written to, an authority that is damaged or of the future.
    // nullopt where it would not.
    [[nodiscard]] std::optional<Error> trouble(TimePoint now = current_time()) const;

  private:
    std::filesystem::path directory_;
};

}  // namespace tlsmatrix::certs
