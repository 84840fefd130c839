// What a header block must be like before a request is made of it: RFC 9112's rules, and this
// server's stricter reading of them. Pure: no sockets, no parser.
//   HeadRules rules(limits);
//   switch (rules.scan(bytes_so_far)) { case HeadRules::Verdict::refused: answer(*rules.fault()); }
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <tlsmatrix/server/http/request_reader.hpp>

namespace tlsmatrix::server {

// Fault is one way to be refused. Its sentence lacks the full stop and has a `{}` where it names a
// limit.
struct Fault {
    int status;
    std::string_view sentence;
    std::size_t RequestLimits::*limit = nullptr;
};

// faults is every reason to refuse a request.
namespace faults {

inline constexpr Fault framing_too_large{
    431, "Chunk extensions and trailer fields take more than {} bytes",
    &RequestLimits::header_bytes};
inline constexpr Fault bad_chunk{400, "The chunked body is malformed (RFC 9112 section 7.1)"};
inline constexpr Fault bad_framing{
    400, "A line of the chunked framing is malformed (RFC 9112 section 7.1)"};
inline constexpr Fault body_too_large{413, "The body is larger than {} bytes",
                                      &RequestLimits::body_bytes};

inline constexpr Fault bare_lf{400, "A line ends in LF without CR (RFC 9112 section 2.2)"};
inline constexpr Fault bare_cr{400, "A CR stands without LF (RFC 9112 section 2.2)"};
inline constexpr Fault control{400, "A control byte stands in the header (RFC 9110 section 5.5)"};
inline constexpr Fault too_large{431, "The header is larger than {} bytes",
                                 &RequestLimits::header_bytes};
inline constexpr Fault line_too_long{414, "The request line alone is longer than {} bytes",
                                     &RequestLimits::header_bytes};
inline constexpr Fault bad_line{
    400, "The request line is not a method, a target and HTTP/1.1 (RFC 9112 section 3)"};
inline constexpr Fault bad_target{
    400, "The request target is neither a path nor the URL of a host (RFC 9112 section 3.2)"};
inline constexpr Fault bad_version{505, "The version is not one of HTTP/1"};
inline constexpr Fault connect{405, "CONNECT is for proxies, which this server is not"};
inline constexpr Fault too_many{431, "The header has more than {} fields",
                                &RequestLimits::header_fields};
inline constexpr Fault fold{400, "A header field is folded over two lines (RFC 9112 section 5.2)"};
inline constexpr Fault no_colon{400, "A header line has no colon (RFC 9112 section 5)"};
inline constexpr Fault space_before_colon{
    400, "A space stands between a field's name and its colon (RFC 9112 section 5.1)"};
inline constexpr Fault bad_name{400,
                                "The name of a header field is not a token (RFC 9110 section 5.1)"};
inline constexpr Fault no_host{400,
                               "No Host field: a request has exactly one (RFC 9112 section 3.2)"};
inline constexpr Fault two_hosts{
    400, "Two Host fields: a request has exactly one (RFC 9112 section 3.2)"};
inline constexpr Fault bad_host{400,
                                "The Host field is not a host and port (RFC 9112 section 3.2)"};
inline constexpr Fault two_lengths{
    400, "Content-Length is given twice, which this server never accepts (RFC 9112 section 6.3)"};
inline constexpr Fault bad_length{
    400, "Content-Length is not one decimal number in range (RFC 9112 section 6.3)"};
inline constexpr Fault both_lengths{
    400, "Both Transfer-Encoding and Content-Length are given (RFC 9112 section 6.1)"};
inline constexpr Fault coded_in_1_0{
    400, "Transfer-Encoding is given in HTTP/1.0 (RFC 9112 section 6.1)"};
inline constexpr Fault two_codings{400, "Transfer-Encoding is given twice (RFC 9112 section 6.1)"};
inline constexpr Fault no_coding{400, "Transfer-Encoding is empty (RFC 9112 section 6.1)"};
inline constexpr Fault chunked_early{
    400, "Transfer-Encoding has chunked before its end (RFC 9112 section 6.3)"};
inline constexpr Fault unknown_coding{
    501, "Transfer-Encoding names a coding other than chunked (RFC 9112 section 6.1)"};
inline constexpr Fault bad_options{400, "The header is malformed (RFC 9112 section 2.2)"};
inline constexpr Fault unknown_expectation{
    417, "Expect is for something other than 100-continue (RFC 9110 section 10.1.1)"};

}  // namespace faults

// refusal puts a fault into words.
[[nodiscard]] Refusal refusal(const Fault& fault, const RequestLimits& limits);

// HeadFacts is what a header block has said so far about the request's shape.
struct HeadFacts {
    int version = 0;
    std::size_t fields = 0;
    bool host = false;
    bool chunked = false;
    bool expects_continue = false;
    bool asked_close = false;
    bool asked_keep_alive = false;
    std::optional<std::uint64_t> content_length;

    // persistent is RFC 9112 section 9.3: close wins, 1.0 has to ask.
    [[nodiscard]] bool persistent() const {
        return !asked_close && (version == 11 || asked_keep_alive);
    }
};

// HeadRules judges a header block as its bytes come in. The first fault in wire order decides, so a
// verdict never depends on how the bytes were cut.
class HeadRules {
  public:
    enum class Verdict { more, complete, refused };

    explicit HeadRules(const RequestLimits& limits) : limits_(limits) {}

    // scan looks at the bytes that scan has not seen yet. The block begins with the request line
    // and only grows from call to call, until the verdict is no longer `more`.
    [[nodiscard]] Verdict scan(std::string_view block);

    // size is how many bytes of the block were judged; header is all of them but the empty line
    // that may stand before a request (RFC 9112 section 2.2), once the verdict is `complete`.
    [[nodiscard]] std::size_t size() const { return position_; }
    [[nodiscard]] std::string_view header(std::string_view block) const;
    // line is the request line without its end: what was judged of it, until line_seen.
    [[nodiscard]] std::string_view line(std::string_view block) const;
    [[nodiscard]] bool line_seen() const { return line_seen_; }
    [[nodiscard]] const HeadFacts& facts() const { return facts_; }
    // fault is why scan refused; nullptr until then.
    [[nodiscard]] const Fault* fault() const { return fault_; }

  private:
    [[nodiscard]] const Fault* judge_bytes(std::string_view block, std::size_t end);
    [[nodiscard]] const Fault* judge_line(std::string_view line);

    RequestLimits limits_;
    HeadFacts facts_;
    const Fault* fault_ = nullptr;
    std::size_t position_ = 0;
    std::size_t line_start_ = 0;    // of the line at position_
    std::size_t header_start_ = 0;  // of the request line
    std::size_t line_size_ = 0;     // of the request line
    bool line_seen_ = false;
    bool complete_ = false;
};

// ChunkFacts is what the framing of a chunked body has cost so far.
struct ChunkFacts {
    std::size_t extension_bytes = 0;
    std::size_t trailer_fields = 0;
};

// check_framing judges a chunk line, or the last one with the trailer section, as it came: what
// RFC 9112 section 7.1 allows and a parser lets through, but this server does not. nullptr: fine.
[[nodiscard]] const Fault* check_framing(std::string_view framing, const ChunkFacts& facts,
                                         const RequestLimits& limits);

}  // namespace tlsmatrix::server
