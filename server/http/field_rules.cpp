#include <algorithm>
#include <array>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/server/http/field_rules.hpp>

namespace tlsmatrix::server {
namespace {

using Rule = const Fault* (*)(HeadFacts&, std::string_view value, const RequestLimits&);

const Fault* host_rule(HeadFacts& facts, std::string_view value, const RequestLimits&) {
    if (facts.host) {
        return &faults::two_hosts;
    }
    facts.host = true;
    return is_host(value) ? nullptr : &faults::bad_host;
}

const Fault* content_length_rule(HeadFacts& facts, std::string_view value,
                                 const RequestLimits& limits) {
    if (facts.chunked) {
        return &faults::both_lengths;
    }
    if (facts.content_length) {
        return &faults::two_lengths;
    }
    facts.content_length = parse_number<std::uint64_t>(value);
    if (!facts.content_length) {
        return &faults::bad_length;
    }
    return *facts.content_length <= limits.body_bytes ? nullptr : &faults::body_too_large;
}

// codings_fault tells what is wrong with a list of codings that is not just `chunked`.
const Fault* codings_fault(std::string_view value) {
    if (value.empty()) {
        return &faults::no_coding;
    }
    for (auto comma = value.find(','); comma != std::string_view::npos; comma = value.find(',')) {
        if (same_word(trim(value.substr(0, comma)), "chunked")) {
            return &faults::chunked_early;
        }
        value.remove_prefix(comma + 1);
    }
    return &faults::unknown_coding;
}

const Fault* transfer_encoding_rule(HeadFacts& facts, std::string_view value,
                                    const RequestLimits&) {
    if (facts.version == 10) {
        return &faults::coded_in_1_0;
    }
    if (facts.content_length) {
        return &faults::both_lengths;
    }
    if (facts.chunked) {
        return &faults::two_codings;
    }
    facts.chunked = true;
    return same_word(value, "chunked") ? nullptr : codings_fault(value);
}

// expect_rule leaves HTTP/1.0 alone: there, an expectation is to be ignored.
const Fault* expect_rule(HeadFacts& facts, std::string_view value, const RequestLimits&) {
    if (facts.version == 10) {
        return nullptr;
    }
    facts.expects_continue = true;
    return same_word(value, "100-continue") ? nullptr : &faults::unknown_expectation;
}

// each_option calls `use` with every element of a list (RFC 9110 section 5.6.1), until it is false.
template <class Use>
bool each_option(std::string_view list, Use use) {
    while (true) {
        const auto comma = std::min(list.find(','), list.size());
        if (!use(trim(list.substr(0, comma)))) {
            return false;
        }
        if (comma == list.size()) {
            return true;
        }
        list.remove_prefix(comma + 1);
    }
}

const Fault* options_rule(HeadFacts&, std::string_view value, const RequestLimits&) {
    const bool sound = each_option(
        value, [](std::string_view option) { return option.empty() || is_token(option); });
    return sound ? nullptr : &faults::bad_options;
}

const Fault* connection_rule(HeadFacts& facts, std::string_view value,
                             const RequestLimits& limits) {
    each_option(value, [&facts](std::string_view option) {
        facts.asked_close = facts.asked_close || same_word(option, "close");
        facts.asked_keep_alive = facts.asked_keep_alive || same_word(option, "keep-alive");
        return true;
    });
    return options_rule(facts, value, limits);
}

struct FieldRule {
    std::string_view name;
    Rule rule;
};

constexpr std::array field_rules = {
    FieldRule{"Host", host_rule},
    FieldRule{"Content-Length", content_length_rule},
    FieldRule{"Transfer-Encoding", transfer_encoding_rule},
    FieldRule{"Expect", expect_rule},
    FieldRule{"Connection", connection_rule},
    FieldRule{"Proxy-Connection", options_rule},
};

}  // namespace

std::optional<Field> split_field(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    return Field{line.substr(0, colon), trim(line.substr(colon + 1))};
}

std::string_view take_line(std::string_view& block) {
    const std::string_view line = block.substr(0, block.find('\r'));
    block.remove_prefix(line.size() + 2);
    return line;
}

const Fault* check_field(HeadFacts& facts, std::string_view line, const RequestLimits& limits) {
    if (++facts.fields > limits.header_fields) {
        return &faults::too_many;
    }
    if (line.front() == ' ' || line.front() == '\t') {
        return &faults::fold;
    }
    const auto field = split_field(line);
    if (!field) {
        return &faults::no_colon;
    }
    if (!is_token(field->name)) {
        return field->name.ends_with(' ') ? &faults::space_before_colon : &faults::bad_name;
    }
    const auto* found =
        std::find_if(field_rules.begin(), field_rules.end(),
                     [&field](const FieldRule& rule) { return same_word(rule.name, field->name); });
    return found == field_rules.end() ? nullptr : found->rule(facts, field->value, limits);
}

}  // namespace tlsmatrix::server
