// What a scanned server says: what was read once is not read otherwise when more has come.
#include <tlsmatrix/scan/answer.hpp>
#include <tlsmatrix/scan/key_exchange.hpp>

#include "fuzz/demand.hpp"

namespace tlsmatrix::fuzz {
namespace {

// What is no TLS is quoted, as far as it has come.
bool same(const scan::Answer& left, const scan::Answer& right) {
    using Kind = scan::Ending::Kind;
    return left == right ||
           (scan::is_ending(left, Kind::not_tls) && scan::is_ending(right, Kind::not_tls));
}

}  // namespace
}  // namespace tlsmatrix::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix;
    using fuzz::same;
    fuzz::Input input(data, size);
    const std::size_t at = input.byte() * std::size_t{2};
    const auto bytes = input.rest();
    const auto early = scan::read_answer(bytes.first(std::min(at, bytes.size())));
    const auto whole = scan::read_answer(bytes);
    fuzz::demand(!early || (whole && same(*early, *whole)), "more bytes do not change an answer");
    const scan::Answer answer = whole ? *whole : scan::last_answer(bytes, {});
    const std::string words = scan::describe(answer);
    fuzz::demand(!words.empty() && fuzz::is_printable(words), "an answer can be printed");
    (void)scan::chosen_version(answer);
    const auto begun = scan::read_key_exchange(bytes.first(std::min(at, bytes.size())));
    fuzz::demand(!begun || begun == scan::read_key_exchange(bytes),
                 "more bytes do not change the group of a key exchange");
    return 0;
}
