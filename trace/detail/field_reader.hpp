// Internal. Reads a message and makes a field of each thing that it reads.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/trace/field.hpp>

namespace tlsmatrix::trace {

// FieldReader walks over bytes that it does not own. `where` is the offset of the first of them.
class FieldReader {
  public:
    FieldReader(std::span<const std::uint8_t> bytes, std::size_t where)
        : reader_(bytes), size_(bytes.size()), where_(where) {}

    [[nodiscard]] bool ok() const { return reader_.ok(); }
    [[nodiscard]] bool empty() const { return reader_.empty(); }
    [[nodiscard]] std::size_t offset() const { return where_ + size_ - reader_.remaining(); }

    ByteReader& bytes() { return reader_; }
    // add makes a field of all that was read since `begin`, unless reading went wrong.
    void add(std::string_view name, std::size_t begin, std::string value,
             std::string meaning = {}) {
        if (ok()) {
            fields_.push_back(
                {std::string(name), begin, offset() - begin, std::move(value), std::move(meaning)});
        }
    }
    void add_all(std::vector<Field> fields) {
        fields_.insert(fields_.end(), fields.begin(), fields.end());
    }
    [[nodiscard]] std::vector<Field> take() { return std::move(fields_); }

  private:
    ByteReader reader_;
    std::size_t size_;
    std::size_t where_;
    std::vector<Field> fields_;
};

}  // namespace tlsmatrix::trace
