// What to offer next in order to learn which cipher suites a server has at one version.
//   Enumeration suites(0x0303, suites_at(0x0303));
//   while (auto offer = suites.next()) suites.take(co_await ask(*offer));
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include <tlsmatrix/scan/answer.hpp>
#include <tlsmatrix/scan/offer.hpp>

namespace tlsmatrix::scan {

// Enumeration offers all suites, takes out the one that is chosen, and offers the rest, until none
// is chosen any more: the suites then stand in the server's order, if it has one. A server that
// answers a big offer with anything but a plain refusal may have choked on its size, so it is asked
// again in small ones, each hello below 256 bytes. A state machine without a socket.
class Enumeration {
  public:
    // With `small`, the first offer has few extensions too, for a server that is known to need it.
    Enumeration(std::uint16_t version, std::vector<std::uint16_t> suites, bool small = false);

    // next is what to offer; nullopt once all is known.
    [[nodiscard]] std::optional<Offer> next() const;
    // take tells it what came of that offer.
    void take(const Answer& answer);

    // found lists the suites, in the order in which they were chosen.
    [[nodiscard]] const std::vector<std::uint16_t>& found() const { return found_; }
    // refusal is the first answer that did not choose this version; nullopt before there was one.
    [[nodiscard]] const std::optional<Answer>& refusal() const { return refusal_; }
    // sentinel is what the first hello said.
    [[nodiscard]] DowngradeSentinel sentinel() const { return sentinel_; }
    // order_is_lost tells that suites were found in small offers, each with an order of its own.
    [[nodiscard]] bool order_is_lost() const { return order_is_lost_; }
    // needs_small_offers tells that the server chose nothing before it was asked in small ones.
    [[nodiscard]] bool needs_small_offers() const { return needs_small_offers_; }
    // in_doubt tells that an offer was never answered properly: there may be more suites.
    [[nodiscard]] bool in_doubt() const { return in_doubt_; }
    // not_offered is a suite that the server chose although nobody offered it.
    [[nodiscard]] std::optional<std::uint16_t> not_offered() const { return not_offered_; }

  private:
    void take_suite(const ServerHello& hello);
    void split();
    void end() { chunks_.clear(); }

    std::uint16_t version_;
    std::deque<std::vector<std::uint16_t>> chunks_;  // what is still to be offered, each at once
    std::vector<std::uint16_t> found_;
    std::optional<Answer> refusal_;
    std::optional<std::uint16_t> not_offered_;
    DowngradeSentinel sentinel_ = DowngradeSentinel::none;
    bool small_;
    bool split_ = false;
    bool order_is_lost_ = false;
    bool needs_small_offers_ = false;
    bool in_doubt_ = false;
    int silences_ = 0;
};

}  // namespace tlsmatrix::scan
