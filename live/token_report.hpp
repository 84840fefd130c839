// What came to one token, as the JSON and the document of every report.
//   const json::object report = seen_json(report_host(token), *tokens.seen_by(token));
//   report::written(seen_document(report), "junit")
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <tlsmatrix/live/sightings.hpp>
#include <tlsmatrix/report/document.hpp>

namespace tlsmatrix::live {

[[nodiscard]] boost::json::object seen_json(const std::string& host,
                                            const std::vector<Sighting>& seen);

// seen_document is made of that JSON alone, live or saved. Throws report::Misread.
[[nodiscard]] report::Document seen_document(boost::json::value report);

}  // namespace tlsmatrix::live
