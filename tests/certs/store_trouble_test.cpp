#include <fstream>
#include <functional>

#include <gmock/gmock.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/store.hpp>

namespace tlsmatrix::certs::store_trouble_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(StoreTrouble, IsNoneWhereACaIsOrCanBeMadeAndNothingIsChanged) {
    const TemporaryDirectory directory;
    const Store store(directory / "not/yet/there");
    EXPECT_FALSE(store.trouble());
    EXPECT_TRUE(fs::is_empty(directory.path()));
    (void)store.open_or_create(KeyType::ecdsa);
    EXPECT_FALSE(store.trouble());
}

TEST(StoreTrouble, IsNoneForACaThatWouldBeReplaced) {
    for (const int day : {-500, 500}) {
        const TemporaryDirectory directory;
        const Store store(directory / "state");
        (void)store.open_or_create(KeyType::ecdsa, current_time() + std::chrono::days(day));
        EXPECT_FALSE(store.trouble()) << day;
    }
    const TemporaryDirectory directory;
    fs::create_directory(directory / "ecdsa");
    put(directory / "ecdsa/intermediate.key", "of an earlier version");
    EXPECT_FALSE(Store(directory.path()).trouble());
}

// What open_or_create would complain of, found without a change.
TEST(StoreTrouble, IsToldBeforeItHappens) {
    struct Case {
        std::string words;
        std::function<void(const fs::path&)> spoil;
    };
    for (const Case& each : {
             Case{"ca.pem", [](const fs::path& state) { fs::remove(state / "ecdsa/ca.pem"); }},
             Case{"leaf-ecdsa.key",
                  [](const fs::path& state) {
                      std::ofstream(state / "ecdsa/leaf-ecdsa.key") << "no key";
                  }},
             Case{"chmod", [](const fs::path& state) { fs::permissions(state, fs::perms::all); }},
             Case{"chmod",
                  [](const fs::path& state) { fs::permissions(state / "ecdsa", fs::perms::all); }},
             Case{"no directory",
                  [](const fs::path& state) {
                      fs::remove_all(state);
                      std::ofstream(state) << "a file";
                  }},
         }) {
        const TemporaryDirectory directory;
        const fs::path state = directory / "state";
        const Store store(state);
        (void)store.open_or_create(KeyType::ecdsa);
        each.spoil(state);
        const auto trouble = store.trouble();
        ASSERT_TRUE(trouble) << each.words;
        EXPECT_THAT(trouble->message, HasSubstr(each.words));
        EXPECT_THROW((void)store.open_or_create(KeyType::ecdsa), SetupError) << each.words;
    }
}

}  // namespace
}  // namespace tlsmatrix::certs::store_trouble_test
