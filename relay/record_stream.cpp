#include <algorithm>
#include <utility>

#include <tlsmatrix/relay/detail/record_stream.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>

namespace tlsmatrix::relay {
namespace {

constexpr std::size_t sslv2_header_size = 2;

}  // namespace

void append_record(const Record& record, Bytes& out) {
    ByteWriter writer;
    writer.u8(record.type);
    writer.u16(record.version);
    writer.vector(2, [&] { writer.bytes(record.body); });
    const Bytes bytes = writer.take();
    out.insert(out.end(), bytes.begin(), bytes.end());
}

// RFC 5246 appendix E.2: two bytes of length with the top bit set, then msg_type 1.
bool RecordStream::is_sslv2() const {
    return sender_ == Sender::client && !begun_ && (waiting_[0] & 0x80U) != 0 &&
           waiting_[2] == client_hello_type;
}

void RecordStream::lose() {
    lost_ = true;
    if (!begun_) {
        stray_.assign(waiting_.begin(), waiting_.begin() + record_header_size);
    }
}

Bytes RecordStream::take_rest() {
    return std::exchange(waiting_, {});
}

std::vector<Record> RecordStream::feed(std::span<const std::uint8_t> bytes) {
    std::vector<Record> records;
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    std::size_t taken = 0;
    while (!lost_ && waiting_.size() - taken >= record_header_size) {
        const std::uint8_t* at = waiting_.data() + taken;
        const bool old = taken == 0 && is_sslv2();
        const std::size_t header = old ? sslv2_header_size : record_header_size;
        const std::size_t length =
            old ? (at[0] & 0x7fU) << 8U | at[1] : static_cast<std::size_t>(at[3] << 8 | at[4]);
        const bool is_tls = at[0] >= record_type::change_cipher_spec &&
                            at[0] <= record_type::heartbeat && at[1] == 3;
        if (!old && (!is_tls || length > max_record)) {
            waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(taken));
            taken = 0;
            lose();
            break;
        }
        if (waiting_.size() - taken < header + length) {
            break;
        }
        Record record;
        if (!old) {
            record.type = at[0];
            record.version = static_cast<std::uint16_t>(at[1] << 8 | at[2]);
        }
        record.body.assign(at + header, at + header + length);
        records.push_back(std::move(record));
        begun_ = true;
        taken += header + length;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(taken));
    return records;
}

}  // namespace tlsmatrix::relay
