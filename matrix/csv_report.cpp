#include <fmt/format.h>

#include "matrix/repeat.hpp"
#include "matrix/report.hpp"

namespace tlsmatrix::matrix {
namespace {

// RFC 4180 section 2, with its CRLF.
void append_record(std::string& out, const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        out += i == 0 ? "\"" : ",\"";
        for (const char letter : fields[i]) {
            out += letter;
            if (letter == '"') {
                out += '"';
            }
        }
        out += '"';
    }
    out += "\r\n";
}

std::string csv_words(const Sight& sight) {
    return sight ? describe(*sight) : std::string();
}

std::string axes_of(const Cell& cell) {
    std::string text;
    for (const auto& [name, value] : cell.axes) {
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
    }
    return text;
}

}  // namespace

std::string csv_report(const Report& report) {
    std::string out;
    append_record(out,
                  {"id", "client", "client_engine", "server", "server_engine", "axes", "expected",
                   "client_saw", "server_saw", "verdict", "waived", "explanation", "repeat"});
    for (const CellResult& result : report.cells) {
        const Cell& cell = result.cell;
        append_record(
            out,
            {cell.id(), cell.client.versions.str(), std::string(engine_name(cell.client.engine)),
             cell.server.versions.str(), std::string(engine_name(cell.server.engine)),
             axes_of(cell), describe(result.expected.client), csv_words(result.client),
             csv_words(result.server), std::string(verdict_name(result.verdict)),
             result.waived.value_or(""), result.explanation, repeat_command(cell)});
    }
    return out;
}

}  // namespace tlsmatrix::matrix
