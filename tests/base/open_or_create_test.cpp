#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <tlsmatrix/base/open_or_create.hpp>

namespace tlsmatrix::open_or_create_test {
namespace {

namespace fs = std::filesystem;

class OpenOrCreate : public testing::Test {
  protected:
    ~OpenOrCreate() override { fs::remove_all(directory_); }

    // mode_after opens the file under a umask; 0 where it cannot.
    unsigned mode_after(unsigned mask, mode_t mode) {
        const mode_t former = ::umask(static_cast<mode_t>(mask));
        const int descriptor = open_or_create(file_, O_WRONLY | O_APPEND | O_CLOEXEC, mode);
        ::umask(former);
        struct stat status {};
        const bool is_there = descriptor >= 0 && ::stat(file_.c_str(), &status) == 0;
        ::close(descriptor);
        return is_there ? status.st_mode & 07777U : 0;
    }

    std::string directory_ = [] {
        std::string made = "/tmp/open_or_create-XXXXXX";
        return ::mkdtemp(made.data()) == nullptr ? std::string() : made;
    }();
    std::string file_ = directory_ + "/file";
};

TEST_F(OpenOrCreate, HasTheModeLessTheUmaskAndItsOwnerAlwaysIn) {
    struct Case {
        unsigned mask;
        mode_t mode;
        unsigned expected;
    };
    for (const Case& each : {
             Case{0, 0644, 0644},
             Case{022, 0644, 0644},
             Case{077, 0644, 0600},
             Case{0277, 0644, 0600},
             Case{0700, 0644, 0644},
             Case{0777, 0644, 0600},
             Case{0777, 0600, 0600},
         }) {
        EXPECT_EQ(mode_after(each.mask, each.mode), each.expected) << std::oct << each.mask;
        fs::remove(file_);
    }
}

TEST_F(OpenOrCreate, LeavesTheModeOfAFileThatIsThere) {
    for (const unsigned mode : {0200U, 0640U, 0666U}) {
        std::ofstream(file_) << "old";
        fs::permissions(file_, static_cast<fs::perms>(mode));
        EXPECT_EQ(mode_after(0777, 0644), mode);
        fs::remove(file_);
    }
}

TEST_F(OpenOrCreate, OpensWhatIsThereAsOpenDoes) {
    EXPECT_EQ(open_or_create(directory_, O_WRONLY | O_CLOEXEC, 0644), -1);
    EXPECT_EQ(errno, EISDIR);
    EXPECT_EQ(open_or_create(file_ + "/no", O_WRONLY | O_CLOEXEC, 0644), -1);
    EXPECT_EQ(errno, ENOENT);
    fs::create_symlink(directory_ + "/target", file_);
    EXPECT_EQ(open_or_create(file_, O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644), -1);
    EXPECT_EQ(errno, ELOOP);
    EXPECT_EQ(mode_after(022, 0644), 0644U) << "a link that leads nowhere yet";
}

}  // namespace
}  // namespace tlsmatrix::open_or_create_test
