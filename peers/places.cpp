#include <fmt/format.h>

#include <tlsmatrix/peers/detail/places.hpp>

namespace tlsmatrix::peers {

process::Target target_at(const Bench& bench, std::uint16_t port, std::string version) {
    return {.url = fmt::format("https://127.0.0.1:{}/", port),
            .host = "127.0.0.1",
            .port = std::to_string(port),
            .ca = bench.ca_file,
            .truststore = bench.truststore_file,
            .version = std::move(version),
            .name = "localhost",
            .url_name = fmt::format("https://localhost:{}/", port)};
}

process::Arguments client_arguments(const matrix::Program& program, const process::Target& target) {
    return process::fill_in(program.command, target, program.told).value();
}

process::Arguments server_arguments(const matrix::Program& program, const process::Target& target,
                                    const Bench& bench) {
    process::MorePlaces places = program.told;
    places.insert(places.end(), {{"cert", bench.certificate_file}, {"key", bench.key_file}});
    return process::fill_in(program.command, target, places).value();
}

}  // namespace tlsmatrix::peers
