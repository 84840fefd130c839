// The plan of a check under way. Internal.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/check/detail/known.hpp>
#include <tlsmatrix/check/trial_plan.hpp>

namespace tlsmatrix::check {

// Planner answers which runs are still to be made. It refers to what it is made of.
class Planner {
  public:
    Planner(const PlanOptions& options, const Trials& done) : options_(options), done_(done) {}

    [[nodiscard]] std::vector<Trial> next() const;
    [[nodiscard]] std::vector<LeftOut> left_out() const;

  private:
    void add_pinned(std::vector<Trial>& trials, ProtocolVersion version) const;
    void add_forced(std::vector<Trial>& trials, ProtocolVersion version) const;
    void add_server_hello(std::vector<Trial>& trials, ProtocolVersion version) const;
    void add_control(std::vector<Trial>& trials, ProtocolVersion version) const;
    void add_sslv3(std::vector<Trial>& trials) const;
    void add_attacks(std::vector<Trial>& trials) const;
    void add_follow_ups(std::vector<Trial>& trials, const TrialResult& attacked) const;

    [[nodiscard]] const ServerProfile& general() const {
        return general_profile(options_.key_type.value_or(certs::KeyType::rsa));
    }
    [[nodiscard]] std::vector<const ClientHello*> hellos(ProtocolVersion version) const {
        return options_.told ? hellos_in(done_, version) : hellos_in(done_);
    }
    [[nodiscard]] std::vector<const TrialResult*> of(ProtocolVersion version,
                                                     Trial::Kind kind) const;
    [[nodiscard]] std::vector<const ServerProfile*> profiles(ProtocolVersion version) const;
    [[nodiscard]] bool fits(const ServerProfile& profile, ProtocolVersion version,
                            bool within_offer) const;
    [[nodiscard]] const ServerProfile* best(ProtocolVersion version) const;
    [[nodiscard]] bool is_settled(ProtocolVersion version) const;
    [[nodiscard]] bool is_accepted_version(ProtocolVersion version) const;
    [[nodiscard]] bool needs_proof(ProtocolVersion version) const;
    [[nodiscard]] std::optional<bool> closes_at_hello(ProtocolVersion version) const;
    [[nodiscard]] std::uint16_t offered_suite(ProtocolVersion version) const;
    [[nodiscard]] bool any_retreat() const;
    [[nodiscard]] bool is_done(const std::string& name) const {
        return std::any_of(done_.begin(), done_.end(), [&name](const TrialResult& trial) {
            return trial.facts.trial.name() == name;
        });
    }
    void add(std::vector<Trial>& trials, Trial trial) const;

    const PlanOptions& options_;
    const Trials& done_;
};

}  // namespace tlsmatrix::check
