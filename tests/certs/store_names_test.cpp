#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/store.hpp>

namespace tlsmatrix::certs::store_names_test {
namespace {

using Event = KeptCa::Event;

TEST(StoreNames, HasACaOfItsOwnForFurtherNames) {
    struct Case {
        std::vector<std::string> names;
        const char* place;
    };
    const TemporaryDirectory directory;
    const KeptCa known = Store(directory.path()).open_or_create(KeyType::ecdsa);
    for (const auto& [names, place] : {
             Case{{"API.example.com"}, "named/api.example.com/ecdsa"},
             Case{{"b.example.com", "api.example.com"},
                  "named/api.example.com+b.example.com/ecdsa"},
             Case{{"*.example.com"}, "named/_.example.com/ecdsa"},
             Case{{"192.0.2.1", "2001:db8::1"}, "named/192.0.2.1+2001_db8__1/ecdsa"},
             Case{{"localhost", "only-10.localhost"}, "ecdsa"},
         }) {
        const Store store(directory.path(), names);
        const KeptCa kept = store.open_or_create(KeyType::ecdsa);
        EXPECT_EQ(kept.trust.ca_file, directory / place / "ca.pem");
        EXPECT_EQ(encoded(kept.root) == encoded(known.root), place == std::string("ecdsa"));
        EXPECT_EQ(store.open_or_create(KeyType::ecdsa).event, Event::loaded);
    }
    const KeptCa named = Store(directory.path(), {"*.example.com"}).open_or_create(KeyType::ecdsa);
    const Credentials& leaf = named.leaves.at(KeyType::ecdsa);
    for (const char* host : {"api.example.com", "localhost", "only-10-12.localhost"}) {
        EXPECT_EQ(verdict(leaf, named.root, {.host = host}), "ok") << host;
        EXPECT_NE(verdict(leaf, known.root, {.host = host}), "ok") << "each must be trusted";
    }
    EXPECT_EQ(encoded(Store(directory.path()).open_or_create(KeyType::ecdsa).root),
              encoded(known.root));
}

// A file name has at most 255 bytes, and names differ at their end as well.
TEST(StoreNames, TellsLongListsOfNamesApart) {
    const TemporaryDirectory directory;
    std::vector<std::string> names;
    for (const char c : {'a', 'b', 'c', 'd', 'e'}) {
        names.push_back(std::string(60, c) + ".example.com");
    }
    const KeptCa one = Store(directory.path(), names).open_or_create(KeyType::ecdsa);
    names.back() = std::string(60, 'f') + ".example.com";
    const KeptCa other = Store(directory.path(), names).open_or_create(KeyType::ecdsa);
    EXPECT_NE(one.directory, other.directory);
}

}  // namespace
}  // namespace tlsmatrix::certs::store_names_test
