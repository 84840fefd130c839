#include <algorithm>

#include <tlsmatrix/matrix/detail/record_splitter.hpp>

namespace tlsmatrix::matrix {
namespace {

constexpr std::size_t header_size = 5;
constexpr std::uint8_t change_cipher_spec_record = 20;
constexpr std::uint8_t plaintext_handshake_record = 22;
constexpr std::uint8_t last_record_type = 24;

bool is_tls(const RecordSplitter::Bytes& bytes) {
    return bytes[0] >= change_cipher_spec_record && bytes[0] <= last_record_type &&
           (bytes.size() < 2 || bytes[1] == 3);
}

}  // namespace

std::vector<RecordSplitter::Bytes> RecordSplitter::feed(std::span<const std::uint8_t> bytes) {
    std::vector<Bytes> pieces;
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    while (!waiting_.empty()) {
        if (transparent_ || !is_tls(waiting_)) {
            transparent_ = true;
            pieces.push_back(std::move(waiting_));
            waiting_.clear();
            break;
        }
        if (waiting_.size() < header_size) {
            break;
        }
        const std::size_t length = static_cast<std::size_t>(waiting_[3] << 8) + waiting_[4];
        if (waiting_.size() < header_size + length) {
            break;
        }
        const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(header_size + length);
        if (waiting_[0] == plaintext_handshake_record) {
            for (auto byte = waiting_.begin() + header_size; byte != end; ++byte) {
                pieces.push_back({waiting_[0], waiting_[1], waiting_[2], 0, 1, *byte});
            }
        } else {
            transparent_ = waiting_[0] == change_cipher_spec_record;
            pieces.emplace_back(waiting_.begin(), end);
        }
        waiting_.erase(waiting_.begin(), end);
    }
    return pieces;
}

}  // namespace tlsmatrix::matrix
