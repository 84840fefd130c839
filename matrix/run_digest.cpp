#include <fmt/format.h>

#include <tlsmatrix/matrix/run_digest.hpp>

namespace tlsmatrix::matrix {
namespace {

constexpr std::uint64_t fnv_prime = 0x100000001b3;

void add_selection(Digest& digest, const Selection& selection) {
    digest.add(selection.glob);
    for (const std::string& name : {selection.client, selection.server}) {
        digest.add(name.empty() ? "any" : name);
    }
}

void add_program(Digest& digest, const Program* program) {
    if (program == nullptr) {
        return;
    }
    for (const std::string& word :
         {program->url, std::to_string(program->port), program->ca, program->input}) {
        digest.add(word);
    }
    digest.add(program->handshake_is_enough ? "handshake" : "request");
    for (const std::string& argument : program->command) {
        digest.add(argument);
    }
    for (const auto& [place, value] : program->told) {
        digest.add(place);
        digest.add(value);
    }
}

// What a name stands for is in no id.
void add_names(Digest& digest, const std::vector<Cell>& cells) {
    for (const Cell& cell : cells) {
        if (cell.client.named) {
            digest.add(cell.short_id());
            add_program(digest, cell.client.program());
            add_program(digest, cell.server.program());
        }
    }
}

}  // namespace

// Each word ends in a byte that UTF-8 has not.
void Digest::add(std::string_view word) {
    for (const char letter : word) {
        value_ = (value_ ^ static_cast<unsigned char>(letter)) * fnv_prime;
    }
    value_ = (value_ ^ 0xffU) * fnv_prime;
}

std::string Digest::str() const {
    return fmt::format("{:016x}", value_);
}

std::string plan_digest(const std::vector<Cell>& cells) {
    Digest digest;
    for (const Cell& cell : cells) {
        digest.add(cell.id());
    }
    return digest.str();
}

std::string options_digest(const std::vector<Waiver>& waivers,
                           const std::vector<Expectation>& expectations,
                           std::optional<Profile> profile, const std::vector<Cell>& cells) {
    Digest digest;
    add_names(digest, cells);
    digest.add(profile ? profile_name(*profile) : "driven");
    for (const Waiver& waiver : waivers) {
        add_selection(digest, waiver.cells);
        digest.add(waiver.reason);
    }
    digest.add("expectations");
    for (const Expectation& expectation : expectations) {
        add_selection(digest, expectation.cells);
        digest.add(describe(expectation.wanted));
    }
    return digest.str();
}

}  // namespace tlsmatrix::matrix
