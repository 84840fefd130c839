// When a CA gives way to another, and when it comes back.
#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/store.hpp>

namespace tlsmatrix::certs::store_replacement_test {
namespace {

namespace fs = std::filesystem;
using Event = KeptCa::Event;
using std::chrono::days;

TEST(StoreReplacement, ReplacesACaThatHasExpired) {
    const TimePoint now = current_time();
    const TemporaryDirectory directory;
    const Store store(directory.path());
    const KeptCa former = store.open_or_create(KeyType::ecdsa, now);
    const KeptCa next = store.open_or_create(KeyType::ecdsa, now + days(365));
    EXPECT_EQ(next.event, Event::expired);
    EXPECT_FALSE(next.expires_soon);
    EXPECT_NE(encoded(next.root), encoded(former.root));
    EXPECT_FALSE(key_belongs_to(next.leaves.at(KeyType::ecdsa).key,
                                former.leaves.at(KeyType::ecdsa).chain.front()));
    EXPECT_EQ(next.validity.not_after, now + days(730));
    const KeptCa again = store.open_or_create(KeyType::ecdsa, now + days(366));
    EXPECT_EQ(again.event, Event::loaded);
    EXPECT_EQ(encoded(again.root), encoded(next.root));
}

// A clock that was wrong once: the CA that clients know is back as soon as it is right again.
TEST(StoreReplacement, OutlivesAClockThatIsWrongForAWhile) {
    struct Case {
        days off;
        Event meanwhile;
    };
    const TimePoint now = current_time();
    for (const auto& [off, meanwhile] : {
             Case{days(-20000), Event::early},  // 1970, as where a battery is dead
             Case{days(-400), Event::early},
             Case{days(-29), Event::loaded},
             Case{days(400), Event::expired},
             Case{days(5000), Event::expired},
         }) {
        const TemporaryDirectory directory;
        const Store store(directory.path());
        const KeptCa known = store.open_or_create(KeyType::ecdsa, now);
        const KeptCa then = store.open_or_create(KeyType::ecdsa, now + off);
        EXPECT_EQ(then.event, meanwhile) << off.count();
        EXPECT_TRUE(then.validity.contains(now + off)) << off.count();
        const KeptCa again = store.open_or_create(KeyType::ecdsa, now);
        EXPECT_EQ(again.event, meanwhile == Event::loaded ? Event::loaded : Event::reinstated);
        EXPECT_EQ(encoded(again.root), encoded(known.root)) << off.count();
        EXPECT_EQ(store.open_or_create(KeyType::ecdsa, now).event, Event::loaded);
        EXPECT_FALSE(fs::exists(directory / "ecdsa.former"));
    }
}

TEST(StoreReplacement, ReplacesACaThatWasMadeUnderAWrongClock) {
    struct Case {
        days off;
        Event event;
    };
    const TimePoint now = current_time();
    for (const auto& [off, event] : {
             Case{days(-20000), Event::expired},
             Case{days(29), Event::loaded},
             Case{days(31), Event::early},
             Case{days(5000), Event::early},
         }) {
        const TemporaryDirectory directory;
        const Store store(directory.path());
        (void)store.open_or_create(KeyType::ecdsa, now + off);
        const KeptCa kept = store.open_or_create(KeyType::ecdsa, now);
        EXPECT_EQ(kept.event, event) << off.count();
        EXPECT_TRUE(kept.validity.contains(now)) << off.count();
        EXPECT_EQ(store.open_or_create(KeyType::ecdsa, now).event, Event::loaded) << off.count();
    }
}

TEST(StoreReplacement, DoesNotStumbleOverADamagedCaThatWasSetAside) {
    const TimePoint now = current_time();
    const TemporaryDirectory directory;
    const Store store(directory.path());
    (void)store.open_or_create(KeyType::ecdsa, now);
    (void)store.open_or_create(KeyType::ecdsa, now + days(400));
    put(directory / "ecdsa.former/ca.pem", "damaged");
    EXPECT_EQ(store.open_or_create(KeyType::ecdsa, now).event, Event::early);
    EXPECT_EQ(store.open_or_create(KeyType::ecdsa, now).event, Event::loaded);
}

// With a key of an intermediate, as it was kept once.
TEST(StoreReplacement, ReplacesWhatAnEarlierVersionLeft) {
    for (const char* file : {"intermediate.pem", "intermediate.key"}) {
        const TemporaryDirectory directory;
        for (const char* type : {"rsa", "ecdsa"}) {
            fs::create_directory(directory / type);
            put(directory / (std::string(type) + '/' + file), "it need not even be intact");
        }
        const Store store(directory.path());
        EXPECT_EQ(store.open_or_create(KeyType::ecdsa).event, Event::outdated) << file;
        EXPECT_EQ(store.open_or_create(KeyType::ecdsa).event, Event::loaded) << file;
        EXPECT_FALSE(fs::exists(directory / "rsa")) << "no key that can issue is left";
        EXPECT_FALSE(fs::exists(directory / "ecdsa.former"));
        EXPECT_FALSE(fs::exists(directory / (std::string("ecdsa/") + file)));
        EXPECT_EQ(store.open_or_create(KeyType::rsa).event, Event::created) << "it has been told";
    }
}

}  // namespace
}  // namespace tlsmatrix::certs::store_replacement_test
