#include "tests/matrix/recorded_cells.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

namespace tlsmatrix::matrix {
namespace {

using Row = std::vector<std::string>;

Row split_row(const std::string& line) {
    Row fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ',');) {
        fields.push_back(field);
    }
    return fields;
}

End end_of(std::string set) {
    if (set == "-") {
        return {VersionSet(), Engine::openssl};
    }
    std::replace(set.begin(), set.end(), ' ', ',');
    return {VersionSet::parse(set).value(), Engine::openssl};
}

OldHello hello_of(const std::string& name) {
    return name == "SSLv2" ? OldHello::sslv2
                           : (name == "SSLv3" ? OldHello::sslv3 : OldHello::sslv2_for_tls);
}

// `server-level,hello` stand before the servers' sets.
void add_answers(Recorded& recorded, const Row& header, const Row& row) {
    for (std::size_t i = 2; i < header.size(); ++i) {
        ServerEndpoint server;
        server.versions = end_of(header[i]).versions;
        server.engine = Engine::openssl;
        server.security_level = std::stoi(row.at(0));
        server.certificate = CertificateKind::rsa;
        recorded.answers.push_back({hello_of(row.at(1)), server, row.at(i)});
    }
}

// Axes stand before the client's set, and behind it the servers' sets.
void add_row(Recorded& recorded, const Row& header, const Row& row) {
    const auto client = std::find(header.begin(), header.end(), "client");
    const auto axes = static_cast<std::size_t>(client - header.begin());
    std::vector<AxisWords::Word> named;
    for (std::size_t axis = 0; axis < axes; ++axis) {
        named.emplace_back(header[axis], row.at(axis));
    }
    const AxisWords words(std::move(named));
    for (std::size_t i = axes + 1; i < header.size(); ++i) {
        RecordedCell cell{{end_of(row.at(axes)), end_of(header[i])}, row.at(i)};
        cell.cell.axes = words;
        recorded.cells.push_back(std::move(cell));
    }
}

Recorded read_recording(const Recording& recording) {
    const std::string path = fmt::format("{}/{}", TLSMATRIX_CELLS_FOLDER, recording.file);
    std::ifstream in(path);
    if (!in) {
        throw std::runtime_error("cannot read " + path);
    }
    Recorded recorded;
    Row header;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) {
            recorded.comments += line + "\n";
        } else if (header.empty()) {
            header = split_row(line);
        } else if (header.at(1) == "hello") {
            add_answers(recorded, header, split_row(line));
        } else {
            add_row(recorded, header, split_row(line));
        }
    }
    return recorded;
}

std::string word_of(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return VersionSet{*version}.str();
    }
    const Alert& alert = std::get<Alert>(prediction);
    return fmt::format("{}{}", alert.sender == Sender::client ? 'C' : 'S', alert.description);
}

}  // namespace

const Recorded& recording_of(const Recording& recording) {
    static std::map<std::string_view, Recorded> read;
    const auto found = read.find(recording.file);
    return found != read.end()
               ? found->second
               : read.emplace(recording.file, read_recording(recording)).first->second;
}

std::string words_of(const OldHelloAnswer& answer) {
    if (const auto* version = std::get_if<ProtocolVersion>(&answer)) {
        return word_of(*version);
    }
    const auto* alert = std::get_if<Alert>(&answer);
    return alert != nullptr ? word_of(*alert) : "closed";
}

std::string words_of(const Negotiation& negotiation) {
    const std::string client = word_of(negotiation.client);
    const std::string server = word_of(negotiation.server);
    const std::string words = client == server ? client : client + "/" + server;
    return negotiation.resumed ? words + " resumed" : words;
}

}  // namespace tlsmatrix::matrix
