#include <tlsmatrix/report/detail/writers.hpp>

namespace tlsmatrix::report {
namespace {

// RFC 4180 section 2, with its CRLF.
std::string csv_record(const std::vector<std::string>& fields) {
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

}  // namespace

std::string csv_head(const Document& document, Look) {
    return csv_record(document.record_heading);
}

std::string csv_item(const Item& item, const Document&, std::size_t) {
    return item.record.empty() ? std::string() : csv_record(item.record);
}

}  // namespace tlsmatrix::report
