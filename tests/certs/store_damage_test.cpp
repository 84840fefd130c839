#include <functional>

#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/pem.hpp>
#include <tlsmatrix/certs/store.hpp>
#include <tlsmatrix/certs/truststore.hpp>

namespace tlsmatrix::certs::store_damage_test {
namespace {

namespace fs = std::filesystem;

class DamagedStore : public testing::Test {
  protected:
    void SetUp() override { (void)store.open_or_create(KeyType::ecdsa); }

    [[nodiscard]] std::string fault(TimePoint now = current_time()) const {
        return fault_of([&] { (void)store.open_or_create(KeyType::ecdsa, now); });
    }

    TemporaryDirectory directory;
    Store store{directory.path()};
    fs::path files = directory / "ecdsa";
};

struct Damage {
    const char* description;
    const char* file;  // that the message must name
    std::function<void(const fs::path&)> inflict;
};

void cut_in_half(const fs::path& file) {
    fs::resize_file(file, fs::file_size(file) / 2);
}

const std::vector<Damage>& damages() {
    static const Ca other = Ca::create(KeyType::ecdsa);
    static const Credentials leaf = other.issue({.key_type = KeyType::ecdsa});
    static const std::vector<Damage> all{
        {"another CA's certificate", ".pem' is not signed by ca.pem",
         [](const fs::path& files) {
             put(files / "ca.pem", certificate_pem(other.root()));
             put(files / "truststore.p12", make_truststore(other.root()));
         }},
        {"another CA's leaf", "leaf-ecdsa.pem' is not signed by ca.pem",
         [](const fs::path& files) {
             put(files / "leaf-ecdsa.pem", certificate_pem(leaf.chain[0]));
         }},
        {"another CA's client", "client-ecdsa.pem' is not signed by ca.pem",
         [](const fs::path& files) {
             put(files / "client-ecdsa.pem", certificate_pem(leaf.chain[0]));
         }},
        {"a root that is no CA", "ca.pem' is not a self-signed CA",
         [](const fs::path& files) {
             put(files / "ca.pem", certificate_pem(leaf.chain[0]));
             put(files / "truststore.p12", make_truststore(leaf.chain[0]));
         }},
        {"another certificate's key", "leaf-ecdsa.key' is not the key of '",
         [](const fs::path& files) { put(files / "leaf-ecdsa.key", key_pem(leaf.key)); }},
        {"a key of another type", "leaf-ecdsa.key' holds no key of type ecdsa",
         [](const fs::path& files) {
             put(files / "leaf-ecdsa.key", key_pem(generate_key(KeyType::ed25519)));
         }},
        {"another CA's trust store", "truststore.p12' is no trust store of '",
         [](const fs::path& files) {
             put(files / "truststore.p12", make_truststore(other.root()));
         }},
        {"two certificates in one file", "ca.pem' holds more than one certificate",
         [](const fs::path& files) {
             put(files / "ca.pem", certificate_pem(other.root()) + certificate_pem(other.root()));
         }},
        {"a leaf key that is a dangling link", "leaf-ecdsa.key'",
         [](const fs::path& files) {
             fs::remove(files / "leaf-ecdsa.key");
             fs::create_symlink("nowhere", files / "leaf-ecdsa.key");
         }},
    };
    return all;
}

TEST_F(DamagedStore, IsAFaultThatNamesTheFileAndTheDirectoryToRemove) {
    for (const Damage& damage : damages()) {
        fs::remove_all(files);
        ASSERT_EQ(fault(), "");
        damage.inflict(files);
        const std::string text = fault();
        EXPECT_NE(text.find(damage.file), std::string::npos) << damage.description << ": " << text;
        EXPECT_NE(text.find("remove the directory '" + files.string() + "'"), std::string::npos)
            << damage.description << ": " << text;
    }
}

TEST_F(DamagedStore, IsAFaultForEveryFileThatIsMissingEmptyOrCutOff) {
    for (const char* name :
         {"ca.pem", "truststore.p12", "leaf-ecdsa.pem", "leaf-ecdsa.key", "leaf-ed25519.pem",
          "leaf-ed25519.key", "client-ecdsa.pem", "client-ecdsa.key"}) {
        const std::vector<std::function<void(const fs::path&)>> damages{
            [](const fs::path& file) { fs::remove(file); },
            [](const fs::path& file) { fs::resize_file(file, 0); },
            cut_in_half,
        };
        for (std::size_t i = 0; i < damages.size(); ++i) {
            fs::remove_all(files);
            ASSERT_EQ(fault(), "");
            damages[i](files / name);
            const std::string text = fault();
            EXPECT_NE(text.find((files / name).string()), std::string::npos)
                << name << " " << i << ": " << text;
            EXPECT_NE(text.find("remove the directory"), std::string::npos)
                << name << " " << i << ": " << text;
        }
    }
}

TEST_F(DamagedStore, IsLeftAsItIs) {
    cut_in_half(files / "leaf-ecdsa.pem");
    const std::string root = content_of(files / "ca.pem");
    const std::string leaf = content_of(files / "leaf-ecdsa.pem");
    EXPECT_NE(fault(), "");
    EXPECT_NE(fault(current_time() + std::chrono::days(400)), "") << "not even where it is old";
    EXPECT_EQ(content_of(files / "ca.pem"), root);
    EXPECT_EQ(content_of(files / "leaf-ecdsa.pem"), leaf);
}

TEST_F(DamagedStore, RefusesAKeyThatOtherUsersCanRead) {
    for (const char* name : {"client-ecdsa.key", "leaf-ecdsa.key"}) {
        fs::permissions(files / name, static_cast<fs::perms>(0640));
        EXPECT_EQ(fault(), "the private key '" + (files / name).string() +
                               "' is open to other users (mode 0640): run chmod 600 '" +
                               (files / name).string() + "'");
        fs::permissions(files / name, static_cast<fs::perms>(0600));
    }
    EXPECT_EQ(fault(), "");
}

TEST_F(DamagedStore, RefusesADirectoryThatOtherUsersCanWriteTo) {
    for (const fs::path& each : {directory.path(), files}) {
        for (const int mode : {0770, 0702, 0777}) {
            fs::permissions(each, static_cast<fs::perms>(mode));
            const std::string text = fault();
            EXPECT_NE(text.find("run chmod 700 '" + each.string() + "'"), std::string::npos)
                << text;
        }
        fs::permissions(each, static_cast<fs::perms>(0755));
        EXPECT_EQ(fault(), "") << "readable is no harm";
    }
}

TEST_F(DamagedStore, CannotBeWhereAFileStands) {
    put(directory / "file", "");
    const std::string text =
        fault_of([&] { (void)Store(directory / "file").open_or_create(KeyType::ecdsa); });
    EXPECT_NE(text.find("cannot create the directory '" + (directory / "file").string() + "'"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("set XDG_STATE_HOME"), std::string::npos) << text;
}

TEST_F(DamagedStore, DoesNotFollowALinkInPlaceOfItsLock) {
    fs::remove(directory / "lock");
    fs::create_symlink(directory / "elsewhere", directory / "lock");
    EXPECT_NE(fault().find("cannot lock '" + (directory / "lock").string() + "'"),
              std::string::npos)
        << fault();
    EXPECT_FALSE(fs::exists(directory / "elsewhere"));
}

}  // namespace
}  // namespace tlsmatrix::certs::store_damage_test
