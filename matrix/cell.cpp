#include <array>

#include <fmt/format.h>

#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {
namespace {

std::string set_word(const End& end, std::string (VersionSet::*print)() const) {
    return fmt::format("{}/{}", (end.versions.*print)(), engine_name(end.engine));
}

std::string word_of(const End& end) {
    return end.named ? end.named->name : set_word(end, &VersionSet::str);
}

// The words that an end is found by, its own first.
std::vector<std::string> words_of(const End& end) {
    std::vector<std::string> words{word_of(end)};
    if (end.named && end.program() == nullptr) {
        words.push_back(set_word(end, &VersionSet::str));
    }
    if (end.program() == nullptr) {
        words.push_back(set_word(end, &VersionSet::compact));
    }
    return words;
}

std::string id_with(const Cell& cell, std::string_view client, std::string_view server) {
    std::string id = fmt::format("client={} server={}", client, server);
    for (const auto& [name, value] : cell.axes) {
        fmt::format_to(std::back_inserter(id), " {}={}", name, value);
    }
    return id;
}

}  // namespace

std::string Cell::id() const {
    return id_with(*this, word_of(client), word_of(server));
}

std::string Cell::short_id() const {
    return id_with(*this, words_of(client).back(), words_of(server).back());
}

std::vector<std::string> Cell::ids() const {
    std::vector<std::string> ids;
    for (const std::string& client_word : words_of(client)) {
        for (const std::string& server_word : words_of(server)) {
            ids.push_back(id_with(*this, client_word, server_word));
        }
    }
    return ids;
}

std::string_view verdict_name(Verdict verdict) {
    constexpr std::array<std::string_view, 6> names{"passed", "failed",    "unsupported",
                                                    "broken", "predicted", "observed"};
    return names[static_cast<std::size_t>(verdict)];
}

bool is_problem(const CellResult& result) {
    return result.verdict != Verdict::passed && result.verdict != Verdict::predicted &&
           result.verdict != Verdict::observed && !result.waived;
}

std::size_t& count_of(Summary& summary, Verdict verdict) {
    switch (verdict) {
        case Verdict::passed:
            return summary.passed;
        case Verdict::failed:
            return summary.failed;
        case Verdict::unsupported:
            return summary.unsupported;
        case Verdict::predicted:
            return summary.predicted;
        case Verdict::observed:
            return summary.observed;
        case Verdict::broken:
            break;
    }
    return summary.broken;
}

void count(Summary& summary, const CellResult& result) {
    ++summary.cells;
    ++(result.waived ? summary.waived : count_of(summary, result.verdict));
    summary.unmet += !result.waived && result.as_predicted && !result.unmet.empty() ? 1U : 0U;
}

Summary summarize(const std::vector<CellResult>& cells) {
    Summary summary;
    for (const CellResult& result : cells) {
        count(summary, result);
    }
    return summary;
}

}  // namespace tlsmatrix::matrix
