// Matrix files as people write them: a text is a matrix, or one sentence says in which line it is
// not.
#include <tlsmatrix/matrix/matrix_file.hpp>

#include "fuzz/demand.hpp"

namespace tlsmatrix::fuzz {
namespace {

using matrix::MatrixFile;

constexpr std::string_view file_name = "m.toml";

// begins_with_line tells whether text begins with `m.toml:12`.
bool begins_with_line(std::string_view text) {
    if (!text.starts_with(file_name)) {
        return false;
    }
    text.remove_prefix(file_name.size());
    return text.size() > 1 && text[0] == ':' && text[1] >= '1' && text[1] <= '9';
}

bool is_one_line(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char byte) {
        return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
    });
}

void check(const MatrixFile& file) {
    demand(!file.cells.empty(), "a matrix has a cell");
    for (const matrix::Cell& cell : file.cells) {
        demand(cell.is_predicted() || cell.has_program(), "every set of ours has a version");
        demand(!cell.short_id().empty() && is_one_line(cell.short_id()), "a cell has a name");
    }
    for (const matrix::Expectation& each : file.expectations) {
        demand(begins_with_line(each.place), "an expectation has its line");
    }
    for (const auto& each : file.waivers) {
        demand(begins_with_line(each.place) && !each.reason.empty(),
               "a waiver has line and reason");
    }
}

}  // namespace
}  // namespace tlsmatrix::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix::fuzz;
    const auto file =
        tlsmatrix::matrix::parse_matrix_file(Input(data, size).rest_text(), std::string(file_name));
    if (file) {
        check(*file);
        return 0;
    }
    demand(begins_with_line(file.error().message), "what is wrong is told with its line");
    demand(is_one_line(file.error().message), "a complaint is one line");
    return 0;
}
