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
    std::replace(set.begin(), set.end(), ' ', ',');
    return {VersionSet::parse(set).value(), Engine::openssl};
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

std::string words_of(const Negotiation& negotiation) {
    const std::string client = word_of(negotiation.client);
    const std::string server = word_of(negotiation.server);
    return client == server ? client : client + "/" + server;
}

}  // namespace tlsmatrix::matrix
