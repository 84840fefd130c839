#include <map>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/store.hpp>

namespace tlsmatrix::certs::store_test {
namespace {

namespace fs = std::filesystem;
using Event = KeptCa::Event;
using std::chrono::days;

// files_below maps every file below the directory, by its path relative to it, to its mode.
std::map<std::string, unsigned> files_below(const fs::path& directory) {
    std::map<std::string, unsigned> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        files[entry.path().lexically_relative(directory).string()] = mode_of(entry.path());
    }
    return files;
}

TEST(Store, MakesACaOnceAndLoadsItEverAfter) {
    for (const KeyType type : all_key_types) {
        const TemporaryDirectory directory;
        const Store store(directory / "state");
        const KeptCa made = store.open_or_create(type);
        const KeptCa loaded = store.open_or_create(type);
        EXPECT_EQ(made.event, Event::created) << key_type_name(type);
        EXPECT_EQ(loaded.event, Event::loaded) << key_type_name(type);
        EXPECT_EQ(encoded(made.root), encoded(loaded.root));
        for (const auto& [leaf_type, leaf] : loaded.leaves) {
            EXPECT_EQ(key_type_of(leaf.key), leaf_type);
            EXPECT_EQ(encoded(leaf.chain.front()),
                      encoded(made.leaves.at(leaf_type).chain.front()));
            EXPECT_EQ(EVP_PKEY_eq(leaf.key.get(), made.leaves.at(leaf_type).key.get()), 1);
        }
        EXPECT_EQ(loaded.leaves.count(type), 1U);
        EXPECT_EQ(loaded.leaves.size(), type == KeyType::rsa ? 3U : 2U);
        EXPECT_EQ(key_type_of(loaded.client.key), ca_key_type(type));
    }
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Store, HasIssuedAllThatWillBeWanted) {
    const TemporaryDirectory directory;
    for (const KeyType ca_type : {KeyType::rsa, KeyType::ecdsa}) {
        const KeptCa kept = Store(directory.path()).open_or_create(ca_type);
        for (const auto& [type, leaf] : kept.leaves) {
            for (const char* host : {"localhost", "only-10.localhost", "only-10-12.localhost",
                                     "only-10-11-12-13.localhost", "x.report.localhost"}) {
                EXPECT_EQ(verdict(leaf, kept.root, {.host = host}), "ok") << host;
            }
            for (const char* address : {"127.0.0.1", "::1"}) {
                EXPECT_EQ(verdict(leaf, kept.root, {.address = address}), "ok") << address;
            }
            EXPECT_NE(verdict(leaf, kept.root, {.host = "example.com"}), "ok");
            EXPECT_NE(verdict(leaf, kept.root, {.is_server = true}), "ok") << "no client's";
        }
        EXPECT_EQ(verdict(kept.client, kept.root, {.is_server = true}), "ok");
        EXPECT_NE(verdict(kept.client, kept.root, {.host = "localhost"}), "ok") << "no server's";
    }
}

TEST(Store, HoldsTheNamedFilesWithTheirModesAndNothingElse) {
    const TemporaryDirectory directory;
    const Store store(directory / "state");
    for (const KeyType type : all_key_types) {
        (void)store.open_or_create(type);
    }
    std::map<std::string, unsigned> expected{{"state", 0700}, {"state/lock", 0600}};
    const auto expect_ca = [&](const std::string& place, const std::vector<std::string>& pairs) {
        expected[place] = 0700;
        expected[place + "/ca.pem"] = 0644;
        expected[place + "/truststore.p12"] = 0644;
        for (const std::string& each : pairs) {
            expected[place + '/' + each + ".pem"] = 0644;
            expected[place + '/' + each + ".key"] = 0600;
        }
    };
    expect_ca("state/rsa", {"leaf-rsa", "leaf-ecdsa", "leaf-ed25519", "client-rsa"});
    expect_ca("state/ecdsa", {"leaf-ecdsa", "leaf-ed25519", "client-ecdsa"});
    EXPECT_EQ(files_below(directory.path()), expected);
}

// What an intruder finds: no key that verifies as the key of any certificate that may sign.
TEST(Store, HoldsNoKeyThatCanIssue) {
    const TemporaryDirectory directory;
    for (const auto& names : {std::vector<std::string>{}, {"api.example.com"}}) {
        for (const KeyType type : all_key_types) {
            (void)Store(directory.path(), names).open_or_create(type);
        }
    }
    std::vector<CertificatePointer> certificates;
    std::vector<KeyPointer> keys;
    for (const auto& [name, mode] : files_below(directory.path())) {
        const std::string content = content_of(directory / name);
        const bool has_key = content.find("PRIVATE KEY") != std::string::npos;
        EXPECT_EQ(has_key, name.ends_with(".key")) << name;
        if (has_key) {
            keys.push_back(read_key(directory / name));
        } else if (name.ends_with(".pem")) {
            certificates.push_back(read_certificates(directory / name).front());
        }
    }
    EXPECT_EQ(keys.size(), 14U);
    int can_sign = 0;
    for (const CertificatePointer& each : certificates) {
        if (X509_check_ca(each.get()) != 0 ||
            (X509_get_key_usage(each.get()) & (KU_KEY_CERT_SIGN | KU_CRL_SIGN)) != 0) {
            ++can_sign;
            for (const KeyPointer& key : keys) {
                EXPECT_FALSE(key_belongs_to(key, each));
            }
        }
    }
    EXPECT_EQ(can_sign, 4) << "two CAs, each once more for the name";
}

TEST(Store, NamesThePublicFilesForClients) {
    const TemporaryDirectory directory;
    const KeptCa stored = Store(directory.path()).open_or_create(KeyType::ed25519);
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
        const KeptCa stored = store.open_or_create(KeyType::ecdsa, now + age);
        EXPECT_EQ(stored.event, Event::loaded) << age.count();
        EXPECT_EQ(stored.expires_soon, soon) << age.count();
    }
}

TEST(Store, KeepsTheCasOfTheTypesApart) {
    const TimePoint now = current_time();
    const TemporaryDirectory directory;
    const Store store(directory.path());
    const KeptCa ecdsa = store.open_or_create(KeyType::ecdsa, now);
    EXPECT_EQ(store.open_or_create(KeyType::rsa, now + days(100)).event, Event::created);
    EXPECT_EQ(store.open_or_create(KeyType::ed25519, now).event, Event::loaded);
    EXPECT_EQ(store.open_or_create(KeyType::ecdsa, now + days(366)).event, Event::expired);
    EXPECT_EQ(store.open_or_create(KeyType::rsa, now + days(366)).event, Event::loaded);
}

TEST(Store, ClearsAwayWhatAKilledProcessLeft) {
    const TemporaryDirectory directory;
    const Store store(directory.path());
    (void)store.open_or_create(KeyType::ecdsa);
    fs::create_directory(directory / ".unfinished-0123456789abcdef");
    put(directory / ".unfinished-0123456789abcdef/leaf-ecdsa.key", "half");
    put(directory / "ecdsa/.unfinished-0123456789abcdef", "half");
    EXPECT_EQ(store.open_or_create(KeyType::ecdsa).event, Event::loaded);
    EXPECT_EQ(files_below(directory.path()).size(), 10U);
}

TEST(Store, IsMadeAfreshWhereACrashCameBetweenTheRenames) {
    const TemporaryDirectory directory;
    const Store store(directory.path());
    (void)store.open_or_create(KeyType::ecdsa);
    fs::rename(directory / "ecdsa", directory / ".unfinished-0123456789abcdef");
    EXPECT_EQ(store.open_or_create(KeyType::ecdsa).event, Event::created);
    EXPECT_EQ(files_below(directory.path()).size(), 10U);
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
