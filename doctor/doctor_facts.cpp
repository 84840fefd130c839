#include <array>
#include <cstdlib>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/store.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/engine/library.hpp>

namespace tlsmatrix::doctor {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// The compiler's date, which SOURCE_DATE_EPOCH sets where a build is to be reproducible.
constexpr certs::TimePoint build_date() {
    constexpr std::string_view date = __DATE__;  // `Nov 25 2026`, or `Nov  5 2026`
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto digit = [&date](std::size_t at) {
        return date[at] == ' ' ? 0U : static_cast<unsigned>(date[at] - '0');
    };
    const auto month = static_cast<unsigned>(months.find(date.substr(0, 3)) / 3 + 1);
    const unsigned year = digit(7) * 1000 + digit(8) * 100 + digit(9) * 10 + digit(10);
    return std::chrono::sys_days(std::chrono::year(static_cast<int>(year)) /
                                 std::chrono::month(month) /
                                 std::chrono::day(digit(4) * 10 + digit(5)));
}

std::optional<std::string> environment_variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void read_state(DoctorFacts& facts) {
    try {
        facts.state_directory = certs::Store::default_directory().string();
        const auto trouble = certs::Store(facts.state_directory).trouble();
        facts.state_trouble = trouble ? trouble->message : "";
    } catch (const SetupError& error) {
        facts.state_trouble = error.what();
    }
}

}  // namespace

std::vector<std::string> addresses_of_localhost() {
    asio::io_context context;
    tcp::resolver resolver(context);
    boost::system::error_code error;
    std::vector<std::string> addresses;
    for (const auto& entry : resolver.resolve("localhost", "", error)) {
        addresses.push_back(entry.endpoint().address().to_string());
    }
    return addresses;
}

Loopback try_loopback(const std::string& address) {
    Loopback trial{address, {}};
    asio::io_context context;
    try {
        tcp::acceptor acceptor(context, {asio::ip::make_address(address), 0});
        tcp::socket client(context);
        client.connect(acceptor.local_endpoint());
        acceptor.accept();
    } catch (const boost::system::system_error& error) {
        trial.failure = error.code().message();
    }
    return trial;
}

DoctorFacts examine_machine(certs::TimePoint now) {
    DoctorFacts facts;
    facts.library = local_library();
    facts.origin = find_openssl_origin();
    facts.compiled_in = facts.library.versions;
    facts.presets = read_system_presets();
    facts.trials = try_handshakes(now);
    facts.obstructions = find_obstructions(facts.trials, now);
    facts.offered_by_default = try_offer();
    facts.other_settings = read_other_settings(environment_variable);
    facts.now = now;
    facts.built = build_date();
    facts.localhost = addresses_of_localhost();
    facts.loopback = {try_loopback("127.0.0.1"), try_loopback("::1")};
    read_state(facts);
    return facts;
}

}  // namespace tlsmatrix::doctor
