// A traced handshake as JSON, and in words.
//   output.write(trace_document(trace_json(trace)));
#pragma once

#include <boost/json/value.hpp>

#include <tlsmatrix/matrix/cell_trace.hpp>
#include <tlsmatrix/report/document.hpp>

namespace tlsmatrix::trace {

// trace_json is one object as docs/trace.schema.json describes it. `profile` is the one that the
// cell was predicted with.
[[nodiscard]] boost::json::object trace_json(const matrix::CellTrace& trace, Profile profile);

// trace_document says in words what that says, new or saved: the messages in two columns, who ended
// it and why, the steps of the rule, and what other sets would have come to. A page has every
// field, a terminal where `fields` is true. Throws report::Misread where it is no such object.
[[nodiscard]] report::Document trace_document(boost::json::value report, bool fields = false);

}  // namespace tlsmatrix::trace
