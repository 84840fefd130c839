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
    [[nodiscard]] boost::asio::awaitable<std::optional<Answer>> ask(Bytes hello);
    [[nodiscard]] boost::asio::awaitable<std::optional<Answer>> ask(const Offer& offer);

    // stopped is why the scan ended early; nullopt as long as it has not.
    [[nodiscard]] const std::optional<std::string>& stopped() const { return stopped_; }
    [[nodiscard]] std::size_t connections() const { return dialler_.connections(); }
    [[nodiscard]] const std::string& server_name() const { return server_name_; }

  private:
    [[nodiscard]] Bytes bytes_of(const Offer& offer) const;

    const Options& options_;
    std::string server_name_;
    Dialler dialler_;
    std::optional<std::string> stopped_;
};

}  // namespace tlsmatrix::scan
