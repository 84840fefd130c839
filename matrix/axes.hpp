// What decides a version beside the two sets: one table of axes, their values, and what each does.
//   axis=client-level value=1 makes `client=... server=... client-level=1`
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::matrix {

// AxisValue is a value of an axis and what it changes of the two endpoints; `apply` is given its
// name. The first value of an axis is what holds where a cell does not name the axis, but for
// `cipher` and `group`: there it is OpenSSL's own list.
struct AxisValue {
    std::string_view name;
    void (*apply)(ClientEndpoint&, ServerEndpoint&, std::string_view name);
    bool in_full = true;  // whether every_axis has it, where it has the axis
};

// Axis is a row of the table.
struct Axis {
    std::string_view name;
    // values lists them: only who asks pays for those that OpenSSL has to be asked about.
    std::span<const AxisValue> (*values)();
    std::string_view summary;  // half a line for the help text
    bool in_full = true;       // whether every_axis has it
    // why_not says why a word is no value; null: the message lists the values.
    std::string (*why_not)(std::string_view word) = nullptr;
};

// axes is the table: scsv, client-level, server-level, certificate, cipher, group, retry, session,
// verify-client, client-certificate, post-handshake, transport.
[[nodiscard]] std::span<const Axis> axes();

// AxisChoice is an axis and the values that a run crosses.
struct AxisChoice {
    const Axis* axis = nullptr;  // never null
    std::vector<const AxisValue*> values;
};

// parse_axis reads `NAME=VALUE[,VALUE...]`, or `NAME=all`. An Error names what there is.
[[nodiscard]] Result<AxisChoice> parse_axis(std::string_view text);

// every_axis is the usual values of all axes (of `certificate` not the rare keys, which behave like
// one of the usual three) but `transport`, which changes no expectation, `session` and
// `post-handshake`, which are driven in memory alone, `cipher` and `group`, which would make
// millions of cells, and the two of the client's certificate, which would make nine times as many.
[[nodiscard]] std::vector<AxisChoice> every_axis();

// cross_axes makes of each cell, which has no axes yet, one for every combination of values, and
// enters the values into `axes`. Cells stay in order, combination by combination. An Error where an
// axis is named twice, or beside one that it cannot be crossed with.
[[nodiscard]] Result<std::vector<Cell>> cross_axes(const std::vector<Cell>& cells,
                                                   const std::vector<AxisChoice>& choices);

// Endpoints is a cell as the rule and the bench take it.
struct Endpoints {
    ClientEndpoint client;
    ServerEndpoint server;
};

// without_session is what a client is set up with: a session is offered, and no setting.
[[nodiscard]] inline ClientEndpoint without_session(ClientEndpoint client) {
    client.session.reset();
    return client;
}

// endpoints_of applies the cell's axes to its two ends, both of the one family of releases.
[[nodiscard]] Endpoints endpoints_of(const Cell& cell, Profile profile = running_profile());

}  // namespace tlsmatrix::matrix
