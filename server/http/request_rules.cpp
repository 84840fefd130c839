#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/server/http/field_rules.hpp>
#include <tlsmatrix/server/http/request_rules.hpp>

namespace tlsmatrix::server {
namespace {

// text_bytes may stand inside a line: everything but controls other than tab.
constexpr auto text_bytes = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        table[c] = (c >= 0x20 && c != 0x7F) || c == '\t';
    }
    return table;
}();

// An object, not a function: an algorithm would call that by its address, once a byte.
constexpr auto is_text = [](char c) { return text_bytes[static_cast<unsigned char>(c)]; };

// An authority has a host here, and nobody's name and password (RFC 9110 sections 4.2.1 and 4.2.4).
bool is_url(std::string_view target, std::string_view scheme) {
    if (!same_word(target.substr(0, scheme.size()), scheme)) {
        return false;
    }
    const std::string_view rest = target.substr(scheme.size());
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
    return !authority.empty() && authority.front() != ':' && is_host(authority);
}

// is_target knows the three forms an origin server is asked in (RFC 9112 section 3.2).
bool is_target(const RequestLine& line) {
    const std::string_view target = line.target;
    return target.find_first_of(" \t#") == std::string_view::npos &&
           (target.starts_with('/') || (target == "*" && line.method == "OPTIONS") ||
            is_url(target, "http://") || is_url(target, "https://"));
}

const Fault* check_request_line(HeadFacts& facts, std::string_view text) {
    const RequestLine line = split_request_line(text);
    if (!is_token(line.method) || line.target.empty() || !is_protocol(line.protocol)) {
        return &faults::bad_line;
    }
    if (!line.protocol.starts_with("HTTP/1.")) {
        return &faults::bad_version;
    }
    // A minor version that is not known yet is read as the highest that is (RFC 9110 section 2.5).
    facts.version = line.protocol.back() == '0' ? 10 : 11;
    if (line.method == "CONNECT") {
        return &faults::connect;
    }
    return is_target(line) ? nullptr : &faults::bad_target;
}

}  // namespace

Refusal refusal(const Fault& fault, const RequestLimits& limits) {
    const std::size_t limit = fault.limit == nullptr ? 0 : limits.*fault.limit;
    return {fault.status, fmt::format(fmt::runtime(fault.sentence), limit) + '.'};
}

std::string_view HeadRules::header(std::string_view block) const {
    return block.substr(header_start_, position_ - header_start_);
}

std::string_view HeadRules::line(std::string_view block) const {
    return block.substr(header_start_, line_seen_ ? line_size_ : position_ - header_start_);
}

HeadRules::Verdict HeadRules::scan(std::string_view block) {
    const std::size_t end = std::min(block.size(), limits_.header_bytes);
    fault_ = judge_bytes(block, end);
    if (fault_ == nullptr && !complete_ && block.size() >= limits_.header_bytes) {
        fault_ = line_seen_ ? &faults::too_large : &faults::line_too_long;
    }
    if (fault_ != nullptr) {
        return Verdict::refused;
    }
    return complete_ ? Verdict::complete : Verdict::more;
}

const Fault* HeadRules::judge_bytes(std::string_view block, std::size_t end) {
    while (!complete_) {
        const auto* start = block.begin() + position_;
        position_ +=
            static_cast<std::size_t>(std::find_if_not(start, block.begin() + end, is_text) - start);
        if (position_ == end) {
            return nullptr;
        }
        if (block[position_] != '\r') {
            return block[position_] == '\n' ? &faults::bare_lf : &faults::control;
        }
        if (position_ + 1 == end) {
            return nullptr;  // the LF may come yet
        }
        if (block[position_ + 1] != '\n') {
            return &faults::bare_cr;
        }
        const std::string_view line = block.substr(line_start_, position_ - line_start_);
        position_ += 2;
        line_start_ = position_;
        if (const Fault* fault = judge_line(line)) {
            return fault;
        }
    }
    return nullptr;
}

const Fault* HeadRules::judge_line(std::string_view line) {
    if (!line_seen_) {
        if (line.empty() && header_start_ == 0) {
            header_start_ = position_;  // one empty line is skipped (RFC 9112 section 2.2)
            return nullptr;
        }
        line_seen_ = true;
        line_size_ = line.size();
        return check_request_line(facts_, line);
    }
    if (line.empty()) {
        complete_ = true;
        return facts_.version == 11 && !facts_.host ? &faults::no_host : nullptr;
    }
    return check_field(facts_, line, limits_);
}

const Fault* check_framing(std::string_view framing, const ChunkFacts& facts,
                           const RequestLimits& limits) {
    if (facts.trailer_fields > limits.header_fields) {
        return &faults::too_many;
    }
    if (facts.extension_bytes > limits.header_bytes) {
        return &faults::framing_too_large;
    }
    for (std::size_t i = 0; i < framing.size(); ++i) {
        const std::string_view pair = framing.substr(i, 2);
        if (pair == "\n " || pair == "\n\t") {
            return &faults::fold;
        }
        const bool line_end = pair == "\r\n" || (i > 0 && framing.substr(i - 1, 2) == "\r\n");
        if (!line_end && !is_text(framing[i])) {
            return &faults::bad_framing;
        }
    }
    return nullptr;
}

}  // namespace tlsmatrix::server
