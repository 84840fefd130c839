#include <cstdlib>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <tlsmatrix/cli/terminal.hpp>

namespace tlsmatrix::cli::terminal_test {
namespace {

// Variable sets or, for nullptr, unsets an environment variable for the length of a block.
class Variable {
  public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* former = std::getenv(name)) {
            former_ = former;
        }
        set(value);
    }
    ~Variable() { set(former_ ? former_->c_str() : nullptr); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    void set(const char* value) {
        if (value != nullptr) {
            ::setenv(name_, value, 1);
        } else {
            ::unsetenv(name_);
        }
    }
    const char* name_;
    std::optional<std::string> former_;
};

// Terminal is a pseudo-terminal; its descriptor is -1 where the machine gives none.
class Terminal {
  public:
    Terminal() : descriptor_(::posix_openpt(O_RDWR | O_NOCTTY)) {}
    ~Terminal() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    [[nodiscard]] int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

TEST(UseColour, IsWhatTheFlagSaysWhateverTheOutputIs) {
    const Variable no_colour("NO_COLOR", "1");
    EXPECT_TRUE(use_colour("always", -1));
    EXPECT_FALSE(use_colour("never", -1));
}

TEST(UseColour, IsForTerminalsAloneUnlessNoColorOrADumbOne) {
    const Terminal terminal;
    ASSERT_TRUE(is_terminal(terminal.descriptor()))
        << "this machine gives no pseudo-terminal: mount devpts on /dev/pts";
    const Variable no_colour("NO_COLOR", nullptr);
    const Variable term("TERM", "xterm");
    EXPECT_TRUE(use_colour("auto", terminal.descriptor()));
    EXPECT_FALSE(use_colour("auto", -1));
    {
        const Variable set("NO_COLOR", "1");
        EXPECT_FALSE(use_colour("auto", terminal.descriptor()));
    }
    {
        const Variable empty("NO_COLOR", "");  // no-color.org: only where it is not empty
        EXPECT_TRUE(use_colour("auto", terminal.descriptor()));
    }
    const Variable dumb("TERM", "dumb");
    EXPECT_FALSE(use_colour("auto", terminal.descriptor()));
}

}  // namespace
}  // namespace tlsmatrix::cli::terminal_test
