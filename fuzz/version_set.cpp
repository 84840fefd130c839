// Sets of versions as people write them.
#include <tlsmatrix/tls/version_set.hpp>

#include "fuzz/demand.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using tlsmatrix::VersionSet;
    using tlsmatrix::fuzz::demand;
    const std::string_view text = tlsmatrix::fuzz::Input(data, size).rest_text();
    const auto set = VersionSet::parse(text);
    if (!set) {
        demand(!set.error().message.empty(), "what is wrong is said");
        return 0;
    }
    demand(!set->empty(), "no text means the empty set");
    demand(VersionSet::parse(set->str()).value() == *set, "str is read back");
    demand(VersionSet::parse(set->compact()).value() == *set, "compact is read back");
    VersionSet together;
    for (const VersionSet& run : set->runs()) {
        demand((together & run).empty() && !run.has_hole(), "runs are apart and have no hole");
        together = together | run;
    }
    demand(together == *set, "the runs are the set");
    return 0;
}
