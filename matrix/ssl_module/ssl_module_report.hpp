// `matrix --preset ssl-module`: the table of Python's ssl module, each cell driven here.
//   report::Document document = ssl_module_document(ssl_module_json(run({})));
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/ssl_module/table.hpp>
#include <tlsmatrix/report/document.hpp>

namespace tlsmatrix::matrix::ssl_module {

// TableCell is a cell of the table in one configuration: documented beside measured. `measured` is
// nullopt where nothing was driven.
struct TableCell {
    Protocol client = Protocol::tls;
    Protocol server = Protocol::tls;
    Entry documented = {};
    std::optional<bool> measured = std::nullopt;
    std::optional<Prediction> expected_of_client = std::nullopt;
    std::optional<Prediction> expected_of_server = std::nullopt;
    bool closed_in_silence = false;  // both are unset, since no alert is to come
    Sight client_saw = std::nullopt;
    Sight server_saw =
        std::nullopt;  // nullopt for a hello of our own: the client's sight is the wire's
    Verdict verdict = Verdict::unsupported;
    std::string explanation = {};  // why it is unsupported or not as the rule says; empty otherwise

    // drifted tells whether this machine and the documentation disagree.
    [[nodiscard]] bool drifted() const { return measured && *measured != documented.yes; }
};

// DrivenTable is the 36 cells of a configuration, row by row.
struct DrivenTable {
    Configuration configuration;
    std::vector<TableCell> cells;
};

struct Report {
    std::vector<DrivenTable> tables;
    Summary summary;

    // all_as_expected takes no unsupported cell of an SSLv2 or SSLv3 server for a fault: nobody
    // could drive it, and the report says so. Drift is no fault either: it is what is asked.
    [[nodiscard]] bool all_as_expected() const {
        return summary.cells > 0 && summary.failed + summary.broken == 0;
    }
};

// run drives every cell: TLS with OpenSSL's own engine at both ends, SSLv2 and SSLv3 by a
// ClientHello of our own. Waivers do not apply. Throws SetupError as matrix::run does.
[[nodiscard]] Report run(const RunOptions& options);

// ssl_module_json is one object as docs/ssl-module.schema.json describes it.
[[nodiscard]] boost::json::object ssl_module_json(const Report& report);
// ssl_module_document draws the tables as the documentation does. Throws report::Misread where it
// is no such object.
[[nodiscard]] report::Document ssl_module_document(boost::json::value report);

}  // namespace tlsmatrix::matrix::ssl_module
