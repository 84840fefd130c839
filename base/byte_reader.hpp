// Bounds-checked reading of network-order fields: a short read turns the reader bad, and stays.
#pragma once

#include <cstdint>
#include <span>

namespace tlsmatrix {

// ByteReader walks over bytes that it does not own. After a read past the end every read gives 0 or
// an empty span, and ok() is false.
class ByteReader {
  public:
    explicit ByteReader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool empty() const { return rest_.empty(); }
    [[nodiscard]] std::size_t remaining() const { return rest_.size(); }

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u24() { return number(3); }

    std::span<const std::uint8_t> bytes(std::size_t count) {
        if (count > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const auto taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

    // vector8 and vector16 read a length of one or two bytes and then that many bytes.
    std::span<const std::uint8_t> vector8() { return bytes(u8()); }
    std::span<const std::uint8_t> vector16() { return bytes(u16()); }

  private:
    std::uint32_t number(std::size_t count) {
        std::uint32_t value = 0;
        for (std::uint8_t byte : bytes(count)) {
            value = value << 8 | byte;
        }
        return value;
    }

    std::span<const std::uint8_t> rest_;
    bool ok_ = true;
};

}  // namespace tlsmatrix
