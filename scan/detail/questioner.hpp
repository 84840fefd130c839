// Internal. Asks one address hello after hello, and knows when there is nobody to ask any more.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/scan/dialler.hpp>
#include <tlsmatrix/scan/offer.hpp>
#include <tlsmatrix/scan/scanner.hpp>

namespace tlsmatrix::scan {

// Questioner turns offers into answers. It must not outlive the options. An empty server name is
// not sent.
class Questioner {
  public:
    Questioner(const Options& options, const boost::asio::ip::address& address,
               std::string server_name, Dialler::Clock::time_point deadline);

    // greet is nullopt where the server has done anything at all with a hello, else one sentence
    // that tells why there is nothing to scan.
    [[nodiscard]] boost::asio::awaitable<std::optional<std::string>> greet();

    // ask is nullopt once there is nobody to ask any more; `stopped` then has the reason.
    [[nodiscard]] boost::asio::awaitable<std::optional<Answer>> ask(Bytes hello,
                                                                    std::size_t cut = 0);
    [[nodiscard]] boost::asio::awaitable<std::optional<Answer>> ask(
        const Offer& offer, Probe::Form form = Probe::Form::usual);

    [[nodiscard]] boost::asio::awaitable<std::optional<Dialler::Exchanged>> ask_for_exchange(
        const Offer& offer);

    // stopped is why the scan ended early; nullopt as long as it has not.
    [[nodiscard]] const std::optional<std::string>& stopped() const { return stopped_; }
    [[nodiscard]] std::size_t connections() const { return dialler_.connections(); }
    [[nodiscard]] const std::string& server_name() const { return server_name_; }
    [[nodiscard]] const std::optional<Dialler::Warned>& warned() const { return dialler_.warned(); }
    // bogus_choice is the first version of a ServerHello that no server may choose; nullopt as long
    // as there was none. chosen tells whether any version was.
    [[nodiscard]] const std::optional<std::uint16_t>& bogus_choice() const { return bogus_choice_; }
    [[nodiscard]] bool chosen() const { return chosen_; }

  private:
    [[nodiscard]] bool has_stopped(const Answer& answer);
    void look_at(const Offer& offer, const Answer& answer);
    [[nodiscard]] Bytes bytes_of(const Offer& offer) const;

    const Options& options_;
    std::string server_name_;
    Dialler dialler_;
    std::optional<std::string> stopped_;
    std::optional<std::uint16_t> bogus_choice_;
    bool chosen_ = false;
};

}  // namespace tlsmatrix::scan
