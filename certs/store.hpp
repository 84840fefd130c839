// The CAs that are kept between runs, so that clients need to be told about one once a year.
//   const KeptCa kept = Store(Store::default_directory()).open_or_create(KeyType::rsa);
//   const Credentials& server = kept.leaves.at(KeyType::rsa);
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// expiry_warning is how long before its end a CA counts as expiring soon.
inline constexpr std::chrono::days expiry_warning{30};

// CaFiles is a CA and all that it has ever issued; its key is gone.
struct CaFiles {
    CertificatePointer root;
    std::map<KeyType, Credentials> leaves;  // for servers: of an RSA CA all three types, of an
                                            // ECDSA one ecdsa and ed25519
    Credentials client;                     // of the CA's own type
};

// KeptCa is such a CA, what became of it at this start, and the files to tell clients of.
struct KeptCa : CaFiles {
    enum class Event {
        created,     // there was none: clients must be told of trust
        loaded,      // clients know it already
        expired,     // and replaced: clients must be told again, as below
        early,       // replaced, since it was made while the clock was far ahead
        outdated,    // replaced, since it was of the kind that could issue
        reinstated,  // one that was in use before has its place again: the clock was wrong
    };

    std::filesystem::path directory;
    std::vector<std::string> names;  // the further ones that it is for
    Validity validity;
    Event event;
    bool expires_soon;  // within expiry_warning
    TrustFiles trust;
};

// Store is a directory, mode 0700, with one directory for each CA:
//   rsa/ca.pem, truststore.p12, leaf-{rsa,ecdsa,ed25519}.{pem,key}, client-rsa.{pem,key}
//   ecdsa/...   leaf-{ecdsa,ed25519}.{pem,key}, client-ecdsa.{pem,key}
//   named/api.example.com/rsa/...  where further names are asked for
// Keys are 0600, and none of them can issue. Made by one process at a time, under a lock.
//
// A clock that was wrong once must lock nobody out: a CA that is not valid now is set aside, as
// rsa.former, and takes its place again where it is valid and the one that took it is not, as
// after a clock was put right.
class Store {
  public:
    // default_directory is $XDG_STATE_HOME/tlsmatrix, else $HOME/.local/state/tlsmatrix. Variables
    // that are no absolute path count as unset (XDG Base Directory Specification). Throws
    // SetupError where neither is set.
    [[nodiscard]] static std::filesystem::path default_directory();

    // The directory need not exist yet. Names that bench_names has not lead to CAs of their own
    // below it, which never replace those without. Throws SetupError for a bad name.
    explicit Store(std::filesystem::path directory, const std::vector<std::string>& names = {});

    // open_or_create returns the kept CA that suits leaves of this type. It makes it at first use,
    // and replaces one that is not valid now, or that an earlier version left with a key that can
    // issue. Throws SetupError, with the file's name and what to do, where something is damaged,
    // missing, or open to other users: none of that is ever replaced.
    [[nodiscard]] KeptCa open_or_create(KeyType leaf_type, TimePoint now = current_time()) const;

    // trouble tells why open_or_create would fail, as far as that can be known without changing
    // anything: a place that cannot be written to, a CA that is damaged. nullopt where it would
    // not.
    [[nodiscard]] std::optional<Error> trouble() const;

  private:
    [[nodiscard]] KeptCa open_locked(KeyType leaf_type, TimePoint now) const;

    std::filesystem::path base_;
    std::vector<std::string> names_;
    std::filesystem::path directory_;  // of the CAs
};

}  // namespace tlsmatrix::certs
