#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/system_presets.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/judge.hpp>
#include <tlsmatrix/matrix/ssl_module/detail/old_hellos.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>
#include <tlsmatrix/rule/old_hello.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

using Clock = std::chrono::steady_clock;

// A context of which nothing was asked; the axes go up to 2, above which 1.2 would be what fails.
int default_level() {
    return std::clamp(read_system_presets().security_level, 0, 2);
}

Cell cell_of(Protocol client, Protocol server, const Configuration& configuration) {
    const std::string level = std::to_string(configuration.security_level);
    return {{versions_of(client, configuration), Engine::openssl},
            {versions_of(server, configuration), Engine::openssl},
            {{"client-level", level}, {"server-level", level}}};
}

TableCell unsupported_cell(Protocol client, Protocol server) {
    TableCell cell{.client = client, .server = server, .documented = documented(client, server)};
    cell.explanation = fmt::format("this OpenSSL ({}) has no server for {}, so nothing was driven",
                                   openssl_version(), protocol_name(server));
    return cell;
}

TableCell driven_cell(Protocol client, Protocol server, CellResult result) {
    TableCell cell{.client = client, .server = server, .documented = documented(client, server)};
    cell.verdict = result.verdict;
    cell.explanation = std::move(result.explanation);
    if (cell.verdict == Verdict::passed || cell.verdict == Verdict::failed) {
        cell.measured = result.client && std::holds_alternative<Negotiated>(*result.client);
    }
    cell.expected_of_client = result.expected.client;
    cell.expected_of_server = result.expected.server;
    cell.client_saw = std::move(result.client);
    cell.server_saw = std::move(result.server);
    return cell;
}

OldHelloAnswer expected_answer(const TableCell& cell, const Configuration& configuration,
                               Profile profile) {
    const OldHello hello = cell.client == Protocol::sslv2 ? OldHello::sslv2 : OldHello::sslv3;
    const Cell named = cell_of(cell.server, cell.server, configuration);
    return answer_to(hello, endpoints_of(named, profile).server);
}

bool is_answered_so(const OldHelloAnswer& expected, const HandshakeOutcome& outcome) {
    if (const auto* alert = std::get_if<Alert>(&expected)) {
        return as_predicted(*alert, outcome);
    }
    return std::holds_alternative<ClosedInSilence>(expected) &&
           std::holds_alternative<Closed>(outcome);
}

TableCell old_cell(TableCell cell, HandshakeOutcome outcome, const OldHelloAnswer& expected) {
    std::string words = "the server closes the connection without an alert";
    if (const auto* alert = std::get_if<Alert>(&expected)) {
        cell.expected_of_client = cell.expected_of_server = *alert;
        words = describe(Prediction(*alert));
    } else {
        cell.closed_in_silence = true;
    }
    cell.measured = false;  // a hello alone comes to no connection, whatever the answer
    cell.verdict = is_answered_so(expected, outcome) ? Verdict::passed : Verdict::failed;
    if (cell.verdict == Verdict::failed) {
        cell.explanation =
            fmt::format("the hello was to see: {}; it saw: {}", words, describe(outcome));
    }
    cell.client_saw = std::move(outcome);
    return cell;
}

std::vector<Cell> cells_to_drive(const Configuration& configuration) {
    std::vector<Cell> cells;
    for (const Protocol client : protocols) {
        for (const Protocol server : protocols) {
            if (!is_ssl(client) && !is_ssl(server)) {
                cells.push_back(cell_of(client, server, configuration));
            }
        }
    }
    return cells;
}

DrivenTable drive(const Configuration& configuration, const RunOptions& options) {
    matrix::Report driven = matrix::run(cells_to_drive(configuration), options);
    OldHellos old = send_old_hellos(configuration);
    DrivenTable table{configuration, {}};
    std::size_t next = 0;
    for (const Protocol client : protocols) {
        for (const Protocol server : protocols) {
            if (is_ssl(server)) {
                table.cells.push_back(unsupported_cell(client, server));
            } else if (is_ssl(client)) {
                TableCell cell{client, server, documented(client, server)};
                const OldHelloAnswer expected =
                    expected_answer(cell, configuration, options.profile);
                table.cells.push_back(
                    old_cell(std::move(cell), std::move(old.at({client, server})), expected));
            } else if (next < driven.cells.size()) {  // an interrupted run has fewer
                table.cells.push_back(driven_cell(client, server, std::move(driven.cells[next++])));
            }
        }
    }
    return table;
}

}  // namespace

Report run(const RunOptions& options) {
    const auto started = Clock::now();
    Report report;
    for (const Configuration& configuration : configurations(default_level())) {
        report.tables.push_back(drive(configuration, options));
        for (const TableCell& cell : report.tables.back().cells) {
            ++report.summary.cells;
            ++count_of(report.summary, cell.verdict);
        }
    }
    report.summary.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    return report;
}

}  // namespace tlsmatrix::matrix::ssl_module
