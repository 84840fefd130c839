#include <tlsmatrix/matrix/summary_json.hpp>

namespace tlsmatrix::matrix {

namespace json = boost::json;

json::object summary_json(const Summary& summary) {
    json::object object{{"cells", summary.cells},    {"passed", summary.passed},
                        {"failed", summary.failed},  {"unsupported", summary.unsupported},
                        {"broken", summary.broken},  {"waived", summary.waived},
                        {"seconds", summary.seconds}};
    if (summary.predicted != 0) {
        object["predicted"] = summary.predicted;
    }
    return object;
}

}  // namespace tlsmatrix::matrix
