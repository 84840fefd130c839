#include <algorithm>

#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/export.hpp>

namespace tlsmatrix::certs::export_test {
namespace {

namespace fs = std::filesystem;

const std::vector<KeyType> every_type(all_key_types.begin(), all_key_types.end());

std::vector<std::string> names_of(const std::vector<WrittenFile>& files) {
    std::vector<std::string> names;
    for (const WrittenFile& file : files) {
        EXPECT_FALSE(file.description.empty());
        names.push_back(file.path.filename().string());
    }
    return names;
}

std::vector<std::string> names_in(const fs::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

TEST(Export, WritesTheNamedFilesAndNothingElse) {
    const TemporaryDirectory directory;
    const fs::path target = directory / "a/b";
    const Ca ca = Ca::create(KeyType::ecdsa);
    std::vector<std::string> written =
        names_of(export_directory(target, ca, {.key_types = every_type}));
    EXPECT_EQ(written,
              (std::vector<std::string>{"ca.pem", "truststore.p12", "server-rsa.key",
                                        "server-rsa.pem", "server-ecdsa.key", "server-ecdsa.pem",
                                        "server-ed25519.key", "server-ed25519.pem"}));
    std::sort(written.begin(), written.end());
    EXPECT_EQ(names_in(target), written);
    EXPECT_EQ(mode_of(target), 0700U);
    for (const std::string& name : written) {
        EXPECT_EQ(mode_of(target / name), name.ends_with(".key") ? 0600U : 0644U) << name;
    }
}

TEST(Export, WritesCredentialsThatLoadAndVerify) {
    const TemporaryDirectory directory;
    const Ca ca = Ca::create(KeyType::ecdsa);
    (void)export_directory(
        directory.path(), ca,
        {.key_types = every_type, .names = {"a.localhost"}, .use = LeafUse::both});
    const CertificatePointer root = read_certificates(directory / "ca.pem").front();
    for (const char* type : {"rsa", "ecdsa", "ed25519"}) {
        const std::string name = std::string("server-") + type;
        const Credentials loaded =
            load_credentials(directory / (name + ".pem"), directory / (name + ".key"));
        EXPECT_EQ(loaded.chain.size(), 1U);
        for (const char* host : {"localhost", "a.localhost", "only-10-12.localhost"}) {
            EXPECT_EQ(verdict(loaded, root, {.host = host}), "ok") << type << host;
        }
        EXPECT_EQ(verdict(loaded, root, {.is_server = true}), "ok") << type;
    }
}

TEST(Export, ReplacesFilesOfItsNamesAndLeavesOthers) {
    const TemporaryDirectory directory;
    put(directory / "mine.txt", "mine", 0644);
    put(directory / "victim", "untouched", 0644);
    put(directory / "ca.pem", "old", 0666);
    fs::create_symlink(directory / "victim", directory / "server-ecdsa.key");
    (void)export_directory(directory.path(), Ca::create(KeyType::ecdsa),
                           {.key_types = {KeyType::ecdsa}});
    EXPECT_EQ(content_of(directory / "mine.txt"), "mine");
    EXPECT_EQ(content_of(directory / "victim"), "untouched");
    EXPECT_EQ(mode_of(directory / "ca.pem"), 0644U);
    EXPECT_FALSE(fs::is_symlink(directory / "server-ecdsa.key"));
    EXPECT_EQ(mode_of(directory / "server-ecdsa.key"), 0600U);
}

TEST(Export, WritesNothingWhereANameIsRefused) {
    const TemporaryDirectory directory;
    const Ca ca = Ca::create(KeyType::ecdsa);
    const std::string fault = fault_of([&] {
        (void)export_directory(directory / "out", ca,
                               {.key_types = {KeyType::ecdsa}, .names = {"no name"}});
    });
    EXPECT_NE(fault.find("'no name'"), std::string::npos) << fault;
    EXPECT_FALSE(fs::exists(directory / "out"));
}

}  // namespace
}  // namespace tlsmatrix::certs::export_test
