// Text that is put together from many short pieces: access lines, heads of answers.
//   TextBuffer text(512);
//   text += "Date: ";
//   write(text.view());
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace tlsmatrix::server {

// TextBuffer grows as std::string does. It has no NUL to keep behind its end and may be written to
// behind it, so that a short piece costs a few instructions (docs/performance.md).
class TextBuffer {
  public:
    // Literal is up to 16 bytes that are copied in one go.
    struct Literal {
        std::array<char, 16> bytes{};
        std::size_t size = 0;
    };

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
    TextBuffer& operator+=(const Literal& literal) {
        // std::copy would call memmove, even for sixteen bytes.
        std::memcpy(room(literal.bytes.size()), literal.bytes.data(), literal.bytes.size());
        end_ += literal.size;
        return *this;
    }

    // room is where at least `count` bytes may be written; end_at says up to where that was done.
    // It is valid until the next call.
    [[nodiscard]] char* room(std::size_t count) {
        if (static_cast<std::size_t>(limit_ - end_) < count) {
            grow(count);
        }
        return end_;
    }
    void end_at(char* end) { end_ = end; }

    void clear() { end_ = memory_.get(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const {
        return static_cast<std::size_t>(end_ - memory_.get());
    }
    [[nodiscard]] std::string_view view() const { return {memory_.get(), size()}; }

  private:
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

}  // namespace tlsmatrix::server
