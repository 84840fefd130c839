#include <algorithm>
#include <iterator>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/certs/certificate_names.hpp>
#include <tlsmatrix/cli/kept_ca.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>

namespace tlsmatrix::cli {
namespace {

// Why clients must be told again; nullptr where they need not.
const char* news_of(certs::KeptCa::Event event) {
    using Event = certs::KeptCa::Event;
    switch (event) {
        case Event::expired:
            return "the CA had expired and is replaced: tell your clients again";
        case Event::early:
            return "the CA was made while the clock was ahead and is replaced: tell your clients "
                   "again";
        case Event::outdated:
            return "the CA of an earlier version had a key that can issue, and is replaced: tell "
                   "your clients again";
        case Event::reinstated:
            return "the clock was wrong at an earlier start: the CA from before is in use again";
        case Event::created:
        case Event::loaded:
            break;
    }
    return nullptr;
}

}  // namespace

certs::KeptCa open_kept_ca(certs::KeyType leaf_type, const std::vector<std::string>& names) {
    certs::KeptCa kept =
        certs::Store(certs::Store::default_directory(), names).open_or_create(leaf_type);
    if (const char* news = news_of(kept.event)) {
        note("tlsmatrix: {}\n", news);
    }
    return kept;
}

void warn_of_names(const std::vector<std::string>& names, const std::string& key,
                   const std::string& ca_file, certs::TimePoint until) {
    std::vector<std::string> elsewhere;
    std::copy_if(names.begin(), names.end(), std::back_inserter(elsewhere),
                 [](const std::string& name) { return !certs::is_on_this_machine(name); });
    if (!elsewhere.empty()) {
        say("tlsmatrix: warning: until {:%Y-%m-%d} whoever has {} can pass for {} with every "
            "client "
            "that trusts {}\n",
            fmt::gmtime(until), key, fmt::join(elsewhere, ", "), ca_file);
    }
}

}  // namespace tlsmatrix::cli
