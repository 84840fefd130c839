// What every fuzz target needs: a way to fail, and a way to cut its input into values.
//   Input input(data, size);  demand(reader.ok(), "it is ok");
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

namespace tlsmatrix::fuzz {

// demand ends the program where a promise is not kept, so that whoever runs it keeps the input.
inline void demand(bool kept, std::string_view promise) {
    if (!kept) {
        std::fprintf(stderr, "not kept: %.*s\n", static_cast<int>(promise.size()), promise.data());
        std::abort();
    }
}

// Input hands a fuzzer's bytes out in pieces; whoever asks for more than there is gets less. Its
// encoding is plain, so that a corpus can be written by hand: a piece is a length byte and as many
// bytes behind it.
class Input {
  public:
    Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

    [[nodiscard]] std::uint8_t byte() {
        if (rest_.empty()) {
            return 0;
        }
        const std::uint8_t first = rest_.front();
        rest_ = rest_.subspan(1);
        return first;
    }
    [[nodiscard]] std::string piece() { return take(byte()); }
    [[nodiscard]] bool empty() const { return rest_.empty(); }
    [[nodiscard]] std::span<const std::uint8_t> rest() const { return rest_; }
    [[nodiscard]] std::string_view rest_text() const {
        return {reinterpret_cast<const char*>(rest_.data()), rest_.size()};
    }

  private:
    std::string take(std::size_t most) {
        const auto part = rest_.first(std::min(most, rest_.size()));
        rest_ = rest_.subspan(part.size());
        return {part.begin(), part.end()};
    }

    std::span<const std::uint8_t> rest_;
};

// is_printable tells whether text could split no line and drive no terminal.
inline bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char byte) { return byte >= 0x20 && byte < 0x7F; });
}

}  // namespace tlsmatrix::fuzz

// Both libFuzzer and replay.cpp call it, once for each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
