#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/system_presets.hpp>
#include <tlsmatrix/matrix/judge.hpp>
#include <tlsmatrix/matrix/ssl_module/detail/old_hellos.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

using Clock = std::chrono::steady_clock;

// What an OpenSSL server that has neither SSLv2 nor SSLv3 does with their hellos: of the first it
// reads the version and has none such; of the second it finds no suite for it.
Alert refusal_of_old(Protocol client) {
    return {
        client == Protocol::sslv2 ? alert_code::protocol_version : alert_code::handshake_failure,
        AlertLevel::fatal, Sender::server};
}

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

TableCell old_cell(Protocol client, Protocol server, HandshakeOutcome outcome) {
    TableCell cell{.client = client, .server = server, .documented = documented(client, server)};
    cell.expected_of_client = cell.expected_of_server = refusal_of_old(client);
    cell.client_saw = std::move(outcome);
    cell.measured = false;  // a hello alone comes to no connection, whatever the answer
    cell.verdict =
        as_predicted(*cell.expected_of_client, cell.client_saw) ? Verdict::passed : Verdict::failed;
    if (cell.verdict == Verdict::failed) {
        cell.explanation =
            fmt::format("the hello was to see: {}; it saw: {}", describe(*cell.expected_of_client),
                        describe(*cell.client_saw));
    }
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
                table.cells.push_back(
                    old_cell(client, server, std::move(old.at({client, server}))));
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
