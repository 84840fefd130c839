#include <atomic>
#include <csignal>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/certs/private_file.hpp>

namespace tlsmatrix::certs::private_file_test {
namespace {

namespace fs = std::filesystem;

std::size_t entries_in(const fs::path& directory) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

TEST(PrivateFile, HasExactlyItsModeWhateverTheUmask) {
    for (const unsigned mask : {0U, 022U, 077U, 0277U}) {
        const TemporaryDirectory directory;
        const mode_t former = umask(static_cast<mode_t>(mask));
        write_secret_file(directory / "key", "secret");
        write_public_file(directory / "pem", "public");
        umask(former);
        EXPECT_EQ(mode_of(directory / "key"), 0600U) << std::oct << mask;
        EXPECT_EQ(mode_of(directory / "pem"), 0644U) << std::oct << mask;
    }
}

TEST(PrivateDirectory, CanBeEnteredByItsOwnerAloneWhateverTheUmask) {
    for (const unsigned mask : {0U, 022U, 077U, 0277U, 0777U}) {
        const TemporaryDirectory directory;
        const mode_t former = umask(static_cast<mode_t>(mask));
        make_private_directory(directory / "parent" / "made");
        const PrivateDirectory temporary;
        const std::string within = temporary.make("within");
        umask(former);
        for (const fs::path& each : {directory / "parent", directory / "parent" / "made",
                                     fs::path(temporary.path()), fs::path(within)}) {
            EXPECT_EQ(mode_of(each), 0700U) << each << ", " << std::oct << mask;
        }
    }
}

TEST(PrivateDirectory, ThatIsThereKeepsItsMode) {
    const TemporaryDirectory directory;
    fs::permissions(directory.path(), static_cast<fs::perms>(0750));
    make_private_directory(directory.path());
    EXPECT_EQ(mode_of(directory.path()), 0750U);
}

TEST(PrivateFile, HoldsWhatWasWrittenAndNothingLiesBesideIt) {
    const TemporaryDirectory directory;
    const std::string content = std::string(300'000, 'x') + '\0' + "end";
    write_secret_file(directory / "key", content);
    EXPECT_EQ(content_of(directory / "key"), content);
    EXPECT_EQ(read_file(directory / "key", Secrecy::secret), content);
    EXPECT_EQ(entries_in(directory.path()), 1U);
}

TEST(PrivateFile, ReplacesAnOpenFileByAPrivateOne) {
    const TemporaryDirectory directory;
    put(directory / "key", "old", 0666);
    write_secret_file(directory / "key", "new");
    EXPECT_EQ(content_of(directory / "key"), "new");
    EXPECT_EQ(mode_of(directory / "key"), 0600U);
}

TEST(PrivateFile, DoesNotFollowASymbolicLinkAtItsName) {
    const TemporaryDirectory directory;
    put(directory / "victim", "untouched", 0644);
    fs::create_symlink(directory / "victim", directory / "key");
    write_secret_file(directory / "key", "secret");
    EXPECT_EQ(content_of(directory / "victim"), "untouched");
    EXPECT_FALSE(fs::is_symlink(directory / "key"));
    EXPECT_EQ(content_of(directory / "key"), "secret");
}

TEST(PrivateFile, LeavesTheOldContentWhereTheDiskRunsFull) {
    const TemporaryDirectory directory;
    write_secret_file(directory / "key", "old");
    rlimit former{};
    getrlimit(RLIMIT_FSIZE, &former);
    const auto former_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{1000, former.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
    const std::string fault =
        fault_of([&] { write_secret_file(directory / "key", std::string(5000, 'x')); });
    setrlimit(RLIMIT_FSIZE, &former);
    std::signal(SIGXFSZ, former_handler);
    EXPECT_NE(fault.find("cannot write '" + (directory / "key").string() + "': "),
              std::string::npos)
        << fault;
    EXPECT_EQ(content_of(directory / "key"), "old");
    EXPECT_EQ(entries_in(directory.path()), 1U);
}

TEST(PrivateFile, IsNeverSeenHalfWritten) {
    const TemporaryDirectory directory;
    const std::string one(200'000, '1');
    const std::string two(200'000, '2');
    write_public_file(directory / "pem", one);
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (int i = 0; i < 30; ++i) {
            write_public_file(directory / "pem", i % 2 == 0 ? two : one);
        }
        done = true;
    });
    while (!done) {
        const std::string seen = read_file(directory / "pem", Secrecy::open);
        EXPECT_TRUE(seen == one || seen == two) << seen.size();
    }
    writer.join();
}

TEST(PrivateFile, FaultsNameTheFileTheReasonAndTheWayOut) {
    struct Case {
        std::string name;
        const char* expected;
    };
    const TemporaryDirectory directory;
    put(directory / "file", "");
    fs::create_directory(directory / "directory");
    for (const auto& [name, expected] : {
             Case{"absent/key", "No such file or directory: create its directory first"},
             Case{"file/key", "Not a directory: remove the file that stands where"},
             Case{"directory", "Is a directory: remove the directory that stands where"},
         }) {
        const std::string fault = fault_of([&] { write_secret_file(directory / name, "x"); });
        EXPECT_NE(fault.find("cannot write '" + (directory / name).string() + "'"),
                  std::string::npos)
            << fault;
        EXPECT_NE(fault.find(expected), std::string::npos) << fault;
    }
    EXPECT_EQ(entries_in(directory.path()), 2U);
}

TEST(PrivateFile, MayHaveAPathWithoutADirectory) {
    const TemporaryDirectory directory;
    const fs::path former = fs::current_path();
    fs::current_path(directory.path());
    write_secret_file("key", "secret");
    make_private_directory("sub/sub");
    fs::current_path(former);
    EXPECT_EQ(content_of(directory / "key"), "secret");
    EXPECT_TRUE(fs::is_directory(directory / "sub/sub"));
}

TEST(PrivateDirectory, IsMadeWithItsParentsForThisUserAlone) {
    const TemporaryDirectory directory;
    make_private_directory(directory / "a/b/c");
    for (const char* name : {"a", "a/b", "a/b/c"}) {
        EXPECT_EQ(mode_of(directory / name), 0700U) << name;
    }
    make_private_directory(directory / "a/b/c");
    make_private_directory(directory / "a/b/d/");
    EXPECT_TRUE(fs::is_directory(directory / "a/b/d"));
}

TEST(PrivateDirectory, LeavesAnExistingOneAsItIs) {
    const TemporaryDirectory directory;
    fs::create_directory(directory / "a");
    fs::permissions(directory / "a", static_cast<fs::perms>(0755));
    make_private_directory(directory / "a");
    EXPECT_EQ(mode_of(directory / "a"), 0755U);
}

TEST(PrivateDirectory, CannotStandWhereAFileIs) {
    const TemporaryDirectory directory;
    put(directory / "a", "");
    for (const char* name : {"a", "a/b"}) {
        const std::string fault = fault_of([&] { make_private_directory(directory / name); });
        EXPECT_NE(fault.find("cannot create the directory '" + (directory / "a").string()),
                  std::string::npos)
            << fault;
    }
}

TEST(RemoveUnfinished, TakesWhatAKilledProcessLeftAndNothingElse) {
    const TemporaryDirectory directory;
    put(unfinished_path(directory / "key"), "half");
    const fs::path half_made = unfinished_path(directory / "rsa");
    fs::create_directory(half_made);
    put(half_made / "intermediate.key", "half");
    put(directory / "key", "whole");
    put(directory / ".hidden", "whole");
    ASSERT_EQ(entries_in(directory.path()), 4U);
    remove_unfinished(directory.path());
    EXPECT_EQ(entries_in(directory.path()), 2U);
    EXPECT_TRUE(fs::exists(directory / "key"));
}

}  // namespace
}  // namespace tlsmatrix::certs::private_file_test
