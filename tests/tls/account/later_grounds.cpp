// The ground of each cause that comes after a handshake.
#include "tests/tls/account/properties.hpp"

namespace tlsmatrix::account_test {

bool has_later_ground(account::Cause cause, const account::Facts& facts) {
    using account::Cause;
    using account::Later;
    const bool server = facts.own.self == Sender::server;
    switch (cause) {
        case Cause::none:
            return facts.later == Later::nothing;
        case Cause::flooded_later:
            return facts.later == Later::flooded;
        case Cause::alert_later:
            return facts.seen.decisive_alert() != nullptr && facts.later != Later::nothing;
        case Cause::stopped_later:
            return facts.later == Later::stopped;
        case Cause::timed_out_later:
            return facts.later == Later::timed_out;
        case Cause::closed_without_request:
            return facts.later == Later::closed && server && !facts.begun;
        case Cause::closed_before_end:
            return facts.later == Later::closed && (!server || facts.begun);
        case Cause::broken_later:
            return facts.later == Later::broken;
        default:
            return false;
    }
}

}  // namespace tlsmatrix::account_test
