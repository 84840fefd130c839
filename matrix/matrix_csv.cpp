#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>

namespace tlsmatrix::matrix {
namespace {

// RFC 4180 section 2, with its CRLF.
std::string record(const std::vector<std::string>& fields) {
    std::string out;
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
    return out + "\r\n";
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

std::string csv_head(const Overview&) {
    return record({"id", "client", "client_engine", "server", "server_engine", "axes", "expected",
                   "client_saw", "server_saw", "verdict", "waived", "explanation", "repeat"});
}

std::string csv_cell(const CellResult& result, std::size_t) {
    const Cell& cell = result.cell;
    return record({cell.id(), cell.client.versions.str(),
                   std::string(engine_name(cell.client.engine)), cell.server.versions.str(),
                   std::string(engine_name(cell.server.engine)), axes_of(cell),
                   describe(result.expected.client), csv_words(result.client),
                   csv_words(result.server), std::string(verdict_name(result.verdict)),
                   result.waived.value_or(""), result.explanation, repeat_command(cell)});
}

}  // namespace

const ReportFormat& csv_format() {
    static constexpr ReportFormat format{"csv", csv_head, csv_cell};
    return format;
}

}  // namespace tlsmatrix::matrix
