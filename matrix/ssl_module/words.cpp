#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/ssl_module/detail/words.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

std::string pair_of(const TableCell& cell) {
    return fmt::format("{} to {}", protocol_name(cell.client), protocol_name(cell.server));
}

bool is_wrong(const TableCell& cell) {
    return cell.verdict == Verdict::failed || cell.verdict == Verdict::broken;
}

}  // namespace

std::string heading_of(Protocol protocol) {
    return std::string(protocol_name(protocol)) + (protocol == Protocol::tls ? " (3)" : "");
}

std::string cell_word(const TableCell& cell) {
    if (!cell.measured) {
        return cell.verdict == Verdict::unsupported ? "-" : "?";
    }
    std::string word = *cell.measured ? "yes" : "no";
    if (cell.documented.footnote != 0 && !cell.drifted()) {
        word += fmt::format(" ({})", cell.documented.footnote);
    }
    return word + (cell.drifted() ? " !" : "") + (is_wrong(cell) ? " ?" : "");
}

const TableCell* find_cell(const DrivenTable& table, Protocol client, Protocol server) {
    const auto found = std::find_if(
        table.cells.begin(), table.cells.end(),
        [&](const TableCell& cell) { return cell.client == client && cell.server == server; });
    return found == table.cells.end() ? nullptr : &*found;
}

std::string configuration_words(const DrivenTable& table) {
    std::size_t documented_yes = 0;
    std::size_t hold = 0;
    for (const TableCell& cell : table.cells) {
        if (cell.documented.yes && cell.measured) {
            ++documented_yes;
            hold += *cell.measured ? 1U : 0U;
        }
    }
    return fmt::format("{}: {} (level {}). Of the {} documented yes that could be driven, {} hold.",
                       table.configuration.name, table.configuration.meaning,
                       table.configuration.security_level, documented_yes, hold);
}

std::vector<std::string> drift_sentences(const DrivenTable& table) {
    std::vector<std::string> sentences;
    for (const TableCell& cell : table.cells) {
        if (cell.drifted()) {
            sentences.push_back(fmt::format(
                "! {}: documented {}, measured {}: {}", pair_of(cell),
                cell.documented.yes ? "yes" : "no", *cell.measured ? "yes" : "no",
                cell.client_saw ? describe(*cell.client_saw) : "the client saw nothing"));
        }
    }
    return sentences;
}

std::vector<std::string> problem_sentences(const DrivenTable& table) {
    std::vector<std::string> sentences;
    for (const TableCell& cell : table.cells) {
        if (is_wrong(cell)) {
            sentences.push_back(fmt::format("? {}: {}", pair_of(cell), cell.explanation));
        }
    }
    return sentences;
}

std::vector<std::string> legend() {
    std::vector<std::string> lines{
        "!  not what the documentation says",
        "?  not what the rule says",
        fmt::format("-  unsupported: this OpenSSL ({}) has no server for SSLv2 or SSLv3, so "
                    "nothing was driven; their clients are hellos of our own",
                    openssl_version()),
    };
    for (const Footnote& footnote : footnotes()) {
        lines.push_back(fmt::format("({}) {}", footnote.number, footnote.text));
    }
    return lines;
}

}  // namespace tlsmatrix::matrix::ssl_module
