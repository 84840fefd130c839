#include <map>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/store.hpp>

namespace tlsmatrix::certs::store_test {
namespace {

namespace fs = std::filesystem;
using Event = StoredAuthority::Event;
using std::chrono::days;

// files_below maps every file below the directory, by its path relative to it, to its mode.
std::map<std::string, unsigned> files_below(const fs::path& directory) {
    std::map<std::string, unsigned> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        files[entry.path().lexically_relative(directory).string()] = mode_of(entry.path());
    }
    return files;
}

TEST(Store, MakesAnAuthorityOnceAndLoadsItEverAfter) {
    for (const KeyType type : all_key_types) {
        const TemporaryDirectory directory;
        const Store store(directory / "state");
        const StoredAuthority made = store.open_or_create(type);
        const StoredAuthority loaded = store.open_or_create(type);
        EXPECT_EQ(made.event, Event::created) << key_type_name(type);
        EXPECT_EQ(loaded.event, Event::loaded) << key_type_name(type);
        EXPECT_EQ(encoded(made.authority.root()), encoded(loaded.authority.root()));
        EXPECT_EQ(encoded(made.authority.intermediate()), encoded(loaded.authority.intermediate()));
        EXPECT_EQ(EVP_PKEY_eq(made.leaf_key.get(), loaded.leaf_key.get()), 1);
        EXPECT_EQ(key_type_of(loaded.leaf_key), type);
        EXPECT_EQ(key_type_of(loaded.authority.intermediate_key()), authority_key_type(type));
        const Credentials leaf = loaded.authority.issue({.key = loaded.leaf_key});
        EXPECT_EQ(verdict(leaf, made.authority.root(), {.host = "localhost"}), "ok");
    }
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Store, HoldsTheNamedFilesWithTheirModesAndNothingElse) {
    const TemporaryDirectory directory;
    const Store store(directory / "state");
    for (const KeyType type : all_key_types) {
        (void)store.open_or_create(type);
    }
    const std::map<std::string, unsigned> expected{
        {"state", 0700},
        {"state/lock", 0600},
        {"state/rsa", 0700},
        {"state/rsa/ca.pem", 0644},
        {"state/rsa/intermediate.pem", 0644},
        {"state/rsa/intermediate.key", 0600},
        {"state/rsa/truststore.p12", 0644},
        {"state/rsa/leaf-rsa.key", 0600},
        {"state/ecdsa", 0700},
        {"state/ecdsa/ca.pem", 0644},
        {"state/ecdsa/intermediate.pem", 0644},
        {"state/ecdsa/intermediate.key", 0600},
        {"state/ecdsa/truststore.p12", 0644},
        {"state/ecdsa/leaf-ecdsa.key", 0600},
        {"state/ecdsa/leaf-ed25519.key", 0600},
    };
    EXPECT_EQ(files_below(directory.path()), expected);
}

TEST(Store, HoldsPrivateKeysInTheKeyFilesOnlyAndNeverTheRoots) {
    const TemporaryDirectory directory;
    const StoredAuthority stored = Store(directory.path()).open_or_create(KeyType::ecdsa);
    for (const auto& [name, mode] : files_below(directory.path())) {
        const std::string content = content_of(directory / name);
        const bool has_key = content.find("PRIVATE KEY") != std::string::npos;
        EXPECT_EQ(has_key, name.ends_with(".key")) << name;
        if (has_key) {
            EXPECT_FALSE(key_belongs_to(read_key(directory / name), stored.authority.root()))
                << name;
        }
    }
}

TEST(Store, NamesThePublicFilesForClients) {
    const TemporaryDirectory directory;
    const StoredAuthority stored = Store(directory.path()).open_or_create(KeyType::ed25519);
    EXPECT_EQ(stored.trust.ca_file, directory / "ecdsa/ca.pem");
    EXPECT_EQ(stored.trust.truststore_file, directory / "ecdsa/truststore.p12");
    EXPECT_TRUE(fs::exists(stored.trust.ca_file));
    EXPECT_TRUE(fs::exists(stored.trust.truststore_file));
}

TEST(Store, WarnsInTheLastThirtyDays) {
    struct Case {
        std::chrono::seconds after_creation;
        bool soon;
    };
    const TimePoint now = current_time();
    const TemporaryDirectory directory;
    const Store store(directory.path());
    EXPECT_FALSE(store.open_or_create(KeyType::ecdsa, now).expires_soon);
    for (const auto& [age, soon] : {
             Case{days(335) - std::chrono::seconds(1), false},
             Case{days(335), true},
             Case{days(365) - std::chrono::seconds(1), true},
         }) {
        const StoredAuthority stored = store.open_or_create(KeyType::ecdsa, now + age);
        EXPECT_EQ(stored.event, Event::loaded) << age.count();
        EXPECT_EQ(stored.expires_soon, soon) << age.count();
    }
}

TEST(Store, ReplacesAnExpiredAuthorityAndItsLeafKeys) {
    const TimePoint now = current_time();
    const TemporaryDirectory directory;
    const Store store(directory.path());
    const StoredAuthority former = store.open_or_create(KeyType::ecdsa, now);
    (void)store.open_or_create(KeyType::ed25519, now);
    const StoredAuthority next = store.open_or_create(KeyType::ecdsa, now + days(365));
    EXPECT_EQ(next.event, Event::replaced);
    EXPECT_FALSE(next.expires_soon);
    EXPECT_NE(encoded(next.authority.root()), encoded(former.authority.root()));
    EXPECT_NE(EVP_PKEY_eq(next.leaf_key.get(), former.leaf_key.get()), 1);
    EXPECT_EQ(next.authority.validity().not_after, now + days(730));
    EXPECT_FALSE(fs::exists(directory / "ecdsa/leaf-ed25519.key"));
    EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), fs::directory_iterator()), 2)
        << "the lock and the one authority";
    const StoredAuthority again = store.open_or_create(KeyType::ecdsa, now + days(366));
    EXPECT_EQ(again.event, Event::loaded);
    EXPECT_EQ(encoded(again.authority.root()), encoded(next.authority.root()));
}

TEST(Store, KeepsTheAuthoritiesOfTheTypesApart) {
    const TimePoint now = current_time();
    const TemporaryDirectory directory;
    const Store store(directory.path());
    const StoredAuthority ecdsa = store.open_or_create(KeyType::ecdsa, now);
    EXPECT_EQ(store.open_or_create(KeyType::rsa, now + days(100)).event, Event::created);
    EXPECT_EQ(store.open_or_create(KeyType::ed25519, now).event, Event::loaded);
    EXPECT_EQ(store.open_or_create(KeyType::ecdsa, now + days(366)).event, Event::replaced);
    EXPECT_EQ(store.open_or_create(KeyType::rsa, now + days(366)).event, Event::loaded);
}

TEST(Store, ClearsAwayWhatAKilledProcessLeft) {
    const TemporaryDirectory directory;
    const Store store(directory.path());
    (void)store.open_or_create(KeyType::ecdsa);
    fs::create_directory(directory / ".unfinished-0123456789abcdef");
    put(directory / ".unfinished-0123456789abcdef/intermediate.key", "half");
    put(directory / "ecdsa/.unfinished-0123456789abcdef", "half");
    EXPECT_EQ(store.open_or_create(KeyType::ecdsa).event, Event::loaded);
    EXPECT_EQ(files_below(directory.path()).size(), 7U);
}

TEST(Store, IsMadeAfreshWhereACrashCameBetweenTheRenames) {
    const TemporaryDirectory directory;
    const Store store(directory.path());
    (void)store.open_or_create(KeyType::ecdsa);
    fs::rename(directory / "ecdsa", directory / ".unfinished-0123456789abcdef");
    EXPECT_EQ(store.open_or_create(KeyType::ecdsa).event, Event::created);
    EXPECT_EQ(files_below(directory.path()).size(), 7U);
}

TEST(StoreDirectory, ComesFromTheEnvironment) {
    struct Case {
        const char* state;
        const char* home;
        const char* expected;
    };
    for (const auto& [state, home, expected] : {
             Case{"/s", "/h", "/s/tlsmatrix"},
             Case{nullptr, "/h", "/h/.local/state/tlsmatrix"},
             Case{"", "/h", "/h/.local/state/tlsmatrix"},
             Case{"relative", "/h", "/h/.local/state/tlsmatrix"},
             Case{"/s", nullptr, "/s/tlsmatrix"},
         }) {
        const Variable xdg("XDG_STATE_HOME", state);
        const Variable user("HOME", home);
        EXPECT_EQ(Store::default_directory(), expected);
    }
}

TEST(StoreDirectory, IsAFaultWithAWayOutWhereTheEnvironmentNamesNone) {
    for (const char* home : {static_cast<const char*>(nullptr), "", "relative"}) {
        const Variable xdg("XDG_STATE_HOME", nullptr);
        const Variable user("HOME", home);
        const std::string fault = fault_of([] { (void)Store::default_directory(); });
        EXPECT_NE(fault.find("set XDG_STATE_HOME to a directory"), std::string::npos) << fault;
    }
}

}  // namespace
}  // namespace tlsmatrix::certs::store_test
