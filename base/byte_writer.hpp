// Network-order fields put together, with lengths that are filled in once they are known.
//   writer.vector(2, [&] { writer.u16(0x1301); });  // 00 02 13 01
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tlsmatrix {

using Bytes = std::vector<std::uint8_t>;

// ByteWriter appends to bytes of its own.
class ByteWriter {
  public:
    void u8(std::size_t value) { bytes_.push_back(static_cast<std::uint8_t>(value)); }
    void u16(std::size_t value) {
        u8(value >> 8);
        u8(value);
    }
    void u24(std::size_t value) {
        u8(value >> 16);
        u16(value);
    }
    void bytes(std::span<const std::uint8_t> more) {
        bytes_.insert(bytes_.end(), more.begin(), more.end());
    }
    void text(std::string_view more) { bytes_.insert(bytes_.end(), more.begin(), more.end()); }
    void zeros(std::size_t count) { bytes_.insert(bytes_.end(), count, 0); }
    void codes(std::span<const std::uint16_t> list) {
        for (const std::uint16_t code : list) {
            u16(code);
        }
    }

    // vector runs `content` and puts the length of what it wrote, in as many bytes, before it.
    template <class Content>
    void vector(std::size_t length_bytes, Content content) {
        const std::size_t start = bytes_.size();
        zeros(length_bytes);
        content();
        const std::size_t length = bytes_.size() - start - length_bytes;
        for (std::size_t i = 0; i < length_bytes; ++i) {
            bytes_[start + i] = static_cast<std::uint8_t>(length >> (8 * (length_bytes - 1 - i)));
        }
    }

    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] Bytes take() { return std::move(bytes_); }

  private:
    Bytes bytes_;
};

}  // namespace tlsmatrix
