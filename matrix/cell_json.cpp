#include <algorithm>

#include <boost/json.hpp>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::matrix {
namespace {

namespace json = boost::json;
using report::Saved;

// A set of ours has an engine, and a program its command or where it is.
json::object end_json(const End& end) {
    json::object object;
    if (end.named) {
        object["name"] = end.named->name;
    }
    if (!end.versions.empty()) {
        object["versions"] = version_list(end.versions);
    }
    if (const Program* program = end.program()) {
        program->url.empty() ? object["command"] = json::value_from(program->command)
                             : object["url"] = program->url;
    } else {
        object["engine"] = engine_name(end.engine);
    }
    return object;
}

json::object attempt_json(const client::Attempt& attempt) {
    json::object outcome = report::outcome_json(attempt.outcome);
    const auto& hello = attempt.observation.client_hello;
    outcome["offered"] = hello ? version_list(hello->offered_versions()) : json::array();
    return outcome;
}

json::object repeat_json(const CellResult& result) {
    const auto openssl = repeat_with_openssl(result.cell);
    return {{"tlsmatrix", repeat_command(result)},
            {"openssl",
             openssl ? json::value{openssl->server, openssl->client} : json::value(nullptr)}};
}

std::optional<Program> read_program(const Saved& saved) {
    const auto command = saved.find("command");
    const auto url = saved.find("url");
    if (!command && !url) {
        return std::nullopt;
    }
    return Program{.command = command ? command->texts() : std::vector<std::string>(),
                   .url = url ? url->text() : std::string()};
}

End read_saved_end(const Saved& saved) {
    End end;
    auto program = read_program(saved);
    if (const auto name = saved.find("name"); name || program) {
        const std::string text = saved.text("name");
        end.named = std::make_shared<const NamedEnd>(NamedEnd{text, text, std::move(program)});
    }
    if (end.program() == nullptr) {
        const Saved engine = saved.at("engine");
        const auto known = parse_engine(engine.text());
        if (!known) {
            engine.misread("no engine");
        }
        end.engine = *known;
    }
    if (end.program() == nullptr || saved.find("versions")) {
        end.versions = saved.versions("versions");
    }
    return end;
}

AxisWords read_axes_of(const Saved& saved) {
    std::vector<AxisWords::Word> words;
    for (const auto& [name, value] : saved.object()) {
        words.emplace_back(std::string(name), saved.text(name));
    }
    return AxisWords(std::move(words));
}

Sight read_sight(const Saved& saw, std::string_view end) {
    const auto found = saw.find(end);
    return found ? Sight(report::read_outcome(*found)) : std::nullopt;
}

// A hello that offers this: what else was in it is not saved.
ClientHello hello_of(VersionSet offered) {
    ClientHello hello;
    hello.legacy_version =
        static_cast<std::uint16_t>(std::min(*offered.highest(), ProtocolVersion::tls_1_2));
    if (offered.size() > 1 || offered.contains(ProtocolVersion::tls_1_3)) {
        hello.supported_versions.emplace();
        for (const ProtocolVersion version : offered.versions()) {
            hello.supported_versions->insert(hello.supported_versions->begin(),
                                             static_cast<std::uint16_t>(version));
        }
    }
    return hello;
}

client::Attempt read_attempt(const Saved& saved) {
    client::Attempt attempt;
    attempt.outcome = report::read_outcome(saved);
    attempt.offered = saved.versions("offered");
    if (!attempt.offered.empty()) {
        attempt.observation.client_hello = hello_of(attempt.offered);
    }
    return attempt;
}

// The steps are not saved: where the rule of this program says the same they are those.
Negotiation read_expected(const Saved& saved, const Cell& cell) {
    Negotiation expected;
    if (!cell.is_predicted()) {
        return expected;
    }
    expected.client = report::read_prediction(saved.at("client"));
    expected.server = report::read_prediction(saved.at("server"));
    const Endpoints ends = endpoints_of(cell);
    Negotiation now = negotiate(ends.client, ends.server);
    return now.client == expected.client && now.server == expected.server ? now : expected;
}

std::vector<std::string> texts_or_none(const Saved& saved, std::string_view name) {
    const auto found = saved.find(name);
    return found ? found->texts() : std::vector<std::string>();
}

json::value expected_json(const CellResult& result) {
    if (!result.cell.is_predicted()) {
        return nullptr;
    }
    return json::object{{"client", report::prediction_json(result.expected.client)},
                        {"server", report::prediction_json(result.expected.server)}};
}

}  // namespace

json::object cell_json(const CellResult& result) {
    json::object axes;
    for (const auto& [name, value] : result.cell.axes) {
        axes[name] = value;
    }
    json::object cell{
        {"id", result.cell.id()},
        {"client", end_json(result.cell.client)},
        {"server", end_json(result.cell.server)},
        {"axes", std::move(axes)},
        {"expected", expected_json(result)},
        {"saw",
         {{"client", or_null(result.client, report::outcome_json)},
          {"server", or_null(result.server, report::outcome_json)},
          {"attempts", list_of(result.attempts, attempt_json)}}},
        {"verdict", verdict_name(result.verdict)},
        {"explanation", result.explanation},
        {"repeat", repeat_json(result)},
    };
    if (!result.client_ended.empty()) {
        cell["client_ended"] = result.client_ended;
    }
    if (result.waived) {
        cell["waived"] = *result.waived;
    }
    if (!result.unmet.empty()) {
        cell["unmet"] = json::value_from(result.unmet);
        cell["as_predicted"] = result.as_predicted;
    }
    if (!result.causes.empty()) {
        cell["causes"] = json::value_from(result.causes);
    }
    return cell;
}

CellResult read_cell(const Saved& saved) {
    CellResult result;
    result.cell = {read_saved_end(saved.at("client")), read_saved_end(saved.at("server")),
                   read_axes_of(saved.at("axes"))};
    result.expected = read_expected(saved.at("expected"), result.cell);
    const Saved saw = saved.at("saw");
    result.client = read_sight(saw, "client");
    result.server = read_sight(saw, "server");
    for (const Saved& attempt : saw.list("attempts")) {
        result.attempts.push_back(read_attempt(attempt));
    }
    if (const auto ended = saved.find("client_ended")) {
        result.client_ended = ended->text();
    }
    result.verdict = saved.at("verdict").one_of(verdicts, verdict_name, "no verdict");
    result.explanation = saved.text("explanation");
    result.repeat = saved.at("repeat").text("tlsmatrix");
    result.unmet = texts_or_none(saved, "unmet");
    result.causes = texts_or_none(saved, "causes");
    const auto as_predicted = saved.find("as_predicted");
    result.as_predicted = as_predicted && as_predicted->flag();
    if (const auto waived = saved.find("waived")) {
        result.waived = waived->text();
    }
    return result;
}

}  // namespace tlsmatrix::matrix
