// Text that is put together from many short pieces: access lines, heads of answers.
//   TextBuffer text(512);
//   text += "Date: ";
//   write(text.view());
#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace tlsmatrix {

// TextBuffer grows as std::string does. It has no NUL to keep behind its end, so that a short piece
// costs a few instructions where std::string::append is a call (docs/performance.md).
class TextBuffer {
  public:
    explicit TextBuffer(std::size_t capacity)
        : memory_(std::make_unique_for_overwrite<char[]>(capacity)),
          end_(memory_.get()),
          limit_(end_ + capacity) {}

    TextBuffer& operator+=(char letter) {
        *room(1) = letter;
        ++end_;
        return *this;
    }
    TextBuffer& operator+=(std::string_view text) {
        end_ = std::copy(text.begin(), text.end(), room(text.size()));
        return *this;
    }

    // number appends decimal digits.
    void number(std::unsigned_integral auto value) {
        constexpr std::size_t most_digits = 20;
        char* const at = room(most_digits);
        end_ = std::to_chars(at, at + most_digits, value).ptr;
    }
    // three_digits pads with zeros; of a number above 999 it appends the last three digits.
    void three_digits(unsigned value) {
        for (const unsigned unit : {100U, 10U, 1U}) {
            *this += static_cast<char>('0' + value / unit % 10);
        }
    }

    void clear() { end_ = memory_.get(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const {
        return static_cast<std::size_t>(end_ - memory_.get());
    }
    [[nodiscard]] std::string_view view() const { return {memory_.get(), size()}; }

  private:
    // room is where at least `count` bytes may be written.
    [[nodiscard]] char* room(std::size_t count) {
        if (static_cast<std::size_t>(limit_ - end_) < count) {
            grow(count);
        }
        return end_;
    }
    // grow is kept out of its callers, so that those are short enough to be inlined.
    [[gnu::noinline]] void grow(std::size_t count) {
        const std::size_t used = size();
        const std::size_t capacity = 2 * (used + count);
        auto memory = std::make_unique_for_overwrite<char[]>(capacity);
        std::copy_n(memory_.get(), used, memory.get());
        memory_ = std::move(memory);
        end_ = memory_.get() + used;
        limit_ = memory_.get() + capacity;
    }

    std::unique_ptr<char[]> memory_;
    char* end_;
    char* limit_;
};

}  // namespace tlsmatrix
