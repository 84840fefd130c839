#include <algorithm>
#include <set>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/doctor/detail/identity.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/engine/memory_handshake.hpp>

namespace tlsmatrix::doctor {
namespace {

using Remedies = std::vector<Remedy>;

constexpr const char* any_suite = "";
constexpr const char* static_rsa_suites = "kRSA";

// A version, and a server of it, against a client that sets nothing but these remedies.
class Meeting {
  public:
    Meeting(ProtocolVersion version, const Identity& identity)
        : version_(version), identity_(identity) {}

    [[nodiscard]] bool succeeds(const Remedies& remedies, const char* suites = any_suite) const {
        try {
            ServerContextSettings settings;
            settings.versions = {version_};
            settings.ciphers = suites;
            settings.credentials = identity_.credentials;
            const auto client = ClientContext::with_presets(identity_.trust, remedies);
            const Encounter met = shake_hands(client, ServerContext(std::move(settings)));
            return std::holds_alternative<Negotiated>(met.client.outcome) &&
                   std::holds_alternative<Negotiated>(met.server.outcome);
        } catch (const SetupError&) {
            return false;
        }
    }

  private:
    ProtocolVersion version_;
    const Identity& identity_;
};

// Sets of remedies, the smaller first.
std::vector<Remedies> all_choices() {
    std::vector<Remedies> choices;
    for (unsigned bits = 1; bits < 1U << all_remedies.size(); ++bits) {
        Remedies choice;
        for (std::size_t i = 0; i < all_remedies.size(); ++i) {
            if ((bits >> i & 1U) != 0) {
                choice.push_back(all_remedies.at(i));
            }
        }
        choices.push_back(std::move(choice));
    }
    std::stable_sort(
        choices.begin(), choices.end(),
        [](const Remedies& left, const Remedies& right) { return left.size() < right.size(); });
    return choices;
}

Remedies fewest(const Meeting& meeting) {
    static const std::vector<Remedies> choices = all_choices();
    // Where all of them together are of no use, none has to be tried by itself.
    if (!meeting.succeeds(choices.back())) {
        return {};
    }
    return *std::find_if(choices.begin(), choices.end(),
                         [&meeting](const Remedies& choice) { return meeting.succeeds(choice); });
}

bool is_open_to_the_bench(const std::vector<Trial>& trials, const Trial& failed) {
    return std::any_of(trials.begin(), trials.end(), [&failed](const Trial& trial) {
        return trial.level == 0 && trial.version == failed.version && trial.key == failed.key &&
               trial.passed();
    });
}

Obstruction look_into(const Trial& failed, const Identity& identity, const Identity& rsa) {
    const Meeting meeting(failed.version, identity);
    Obstruction found{.version = failed.version, .key = failed.key, .causes = fewest(meeting)};
    found.fixed = !found.causes.empty() && meeting.succeeds(remedies_of_fix(found.causes));
    found.static_rsa = failed.version != ProtocolVersion::tls_1_3 &&
                       Meeting(failed.version, rsa).succeeds({}, static_rsa_suites);
    return found;
}

}  // namespace

std::vector<Remedy> remedies_of_fix(const std::vector<Remedy>& causes) {
    std::set<Remedy> fix(causes.begin(), causes.end());
    if (fix.contains(Remedy::level) || fix.contains(Remedy::suites)) {
        fix.insert({Remedy::level, Remedy::suites});
    }
    return {fix.begin(), fix.end()};
}

std::vector<Obstruction> find_obstructions(const std::vector<Trial>& trials, certs::TimePoint now) {
    std::vector<const Trial*> failed;
    for (const Trial& trial : trials) {
        if (!trial.level && !trial.passed() && is_open_to_the_bench(trials, trial)) {
            failed.push_back(&trial);
        }
    }
    std::vector<Obstruction> found;
    if (failed.empty()) {
        return found;
    }
    try {
        const Identity rsa = make_identity(certs::KeyType::rsa, now);
        for (const certs::KeyType type : certs::all_key_types) {
            const Identity other = type == certs::KeyType::rsa ? rsa : make_identity(type, now);
            for (const Trial* trial : failed) {
                if (trial->key == type) {
                    found.push_back(look_into(*trial, other, rsa));
                }
            }
        }
    } catch (const SetupError&) {
        found.clear();  // the trials, which need the same keys, have told of it
    }
    return found;
}

}  // namespace tlsmatrix::doctor
