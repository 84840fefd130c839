// What `tlsmatrix explain` tells: the rule's steps for two ends.
#pragma once

#include <boost/json/value.hpp>

#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::cli {

// explain_json is one object as docs/explain.schema.json describes it.
[[nodiscard]] boost::json::object explain_json(const ClientEndpoint& client,
                                               const ServerEndpoint& server,
                                               const Negotiation& negotiation);
// explain_document says in words what that says, new or saved. Throws report::Misread where it is
// no such object.
[[nodiscard]] report::Document explain_document(boost::json::value report);

}  // namespace tlsmatrix::cli
