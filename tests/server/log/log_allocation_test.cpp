// Lines are made without allocating. This file replaces operator new, for the whole test program.
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "tests/server/log/access_log_support.hpp"

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

// Out of line, since g++ warns of free() where it sees through both.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) {
        return memory;
    }
    throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace tlsmatrix::server::log_allocation_test {
namespace {

Sample refused_with_a_long_name() {
    Sample sample = refused();
    sample.connection.outcome =
        Refused{{alert_code::inappropriate_fallback, AlertLevel::fatal, Sender::client}};
    return sample;
}

TEST(LogAllocation, NoFormatAllocatesOnceItsLineHasRoom) {
    for (const std::string_view name :
         {"report", "combined", "json", "$ssl_ciphers $time_local $host $http_x $tls_offered"}) {
        const LogFormat format = LogFormat::parse(name).value();
        for (const Sample& sample : {posted(), refused_with_a_long_name()}) {
            TextBuffer line(1);
            format.append(sample.entry(), line);
            line.clear();
            const std::size_t before = allocations;
            format.append(sample.entry(), line);
            EXPECT_EQ(allocations, before) << name;
        }
    }
}

TEST(LogAllocation, AddingToAFileDoesNotAllocate) {
    const Directory directory;
    const auto log = AccessLog::to_file(directory.file("log"), LogFormat::parse("report").value());
    AccessLogWriter writer(log);
    const Sample sample = posted();
    const std::size_t before = allocations;
    for (int line = 0; line < 2000; ++line) {
        (void)writer.add(sample.entry());
    }
    EXPECT_EQ(allocations, before);
    EXPECT_GT(std::filesystem::file_size(directory.file("log")), 64U * 1024);
}

}  // namespace
}  // namespace tlsmatrix::server::log_allocation_test
