#include <tlsmatrix/matrix/matrix_report.hpp>

namespace tlsmatrix::matrix {

std::string written(const ReportFormat& format, const Report& report) {
    std::string out = format.head(overview_of(report));
    if (format.cell != nullptr) {
        std::size_t number = 0;
        for (const CellResult& result : report.cells) {
            out += format.cell(result, ++number);
        }
    }
    return format.foot == nullptr ? out : out + format.foot();
}

}  // namespace tlsmatrix::matrix
