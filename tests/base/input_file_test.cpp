#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

#include <gmock/gmock.h>

#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::input_file_test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Fault = InputContent::Fault;

class Directory {
  public:
    Directory() { EXPECT_NE(::mkdtemp(path_.data()), nullptr); }
    ~Directory() { std::filesystem::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

  private:
    std::string path_ = std::filesystem::temp_directory_path() / "tlsmatrix-XXXXXX";
};

TEST(ReadInput, TakesAFileOfItsBoundAndNoByteMore) {
    const Directory directory;
    const std::string path = directory.file("file");
    std::ofstream(path) << "12345";
    const InputContent content = read_input(open_input(path), 5);
    EXPECT_EQ(content.fault, Fault::none);
    EXPECT_EQ(content.bytes, "12345");
    EXPECT_EQ(read_input(open_input(path), 4).fault, Fault::too_large);
}

TEST(ReadInput, TakesNoMoreThanItsBoundOfWhatHasNoEnd) {
    EXPECT_EQ(read_input(open_input("/dev/zero"), 1'000'000).fault, Fault::too_large);
    EXPECT_EQ(read_input(open_input("/dev/null"), 0).fault, Fault::none);
    const InputContent directory = read_input(open_input("/"), 5);
    EXPECT_EQ(directory.fault, Fault::unreadable);
    EXPECT_EQ(directory.error, EISDIR);
}

TEST(ReadInput, WaitsForTheWriterOfAPipeAndNotForEver) {
    const Directory directory;
    const std::string path = directory.file("fifo");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(read_input(open_input(path), 5, 50ms).fault, Fault::too_late);

    const FileDescriptor file = open_input(path);
    std::thread writer([&path] { std::ofstream(path) << "12345"; });
    const InputContent content = read_input(file, 5);
    writer.join();
    EXPECT_EQ(content.fault, Fault::none);
    EXPECT_EQ(content.bytes, "12345");
}

// Each read finds something, so that none of them waits.
TEST(ReadInput, LooksAtItsDeadlineThoughThereIsAlwaysSomethingToRead) {
    EXPECT_EQ(read_input(open_input("/dev/zero"), ~std::size_t{0}, 0ms).fault, Fault::too_late);
}

TEST(ReadInputFile, SaysWhatIsWrongAndWhere) {
    const auto complaint = [](const std::string& path, std::size_t most) -> std::string {
        try {
            return "no complaint but " + read_input_file("report", path, most);
        } catch (const SetupError& error) {
            return error.what();
        }
    };
    EXPECT_EQ(complaint("/no/such", 1),
              "cannot read the report '/no/such' (No such file or directory): is the path right?");
    EXPECT_THAT(complaint("/", 1), HasSubstr("cannot read the report '/' (Is a directory)"));
    EXPECT_THAT(complaint("/dev/zero", std::size_t{1} << 20U),
                HasSubstr("the report '/dev/zero' is larger than 1 MiB"));
    EXPECT_THAT(complaint("/dev/zero", 10), HasSubstr("larger than 10 bytes"));
}

}  // namespace
}  // namespace tlsmatrix::input_file_test
