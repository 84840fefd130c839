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
    if (summary.observed != 0) {
        object["observed"] = summary.observed;
    }
    if (summary.unmet != 0) {
        object["unmet"] = summary.unmet;
    }
    return object;
}

Summary read_summary(const report::Saved& saved) {
    const auto optional = [&saved](std::string_view name) {
        const auto found = saved.find(name);
        return found ? found->count() : 0;
    };
    return {.cells = saved.count("cells"),
            .passed = saved.count("passed"),
            .failed = saved.count("failed"),
            .unsupported = saved.count("unsupported"),
            .broken = saved.count("broken"),
            .waived = saved.count("waived"),
            .predicted = optional("predicted"),
            .observed = optional("observed"),
            .unmet = optional("unmet"),
            .seconds = saved.number("seconds")};
}

}  // namespace tlsmatrix::matrix
