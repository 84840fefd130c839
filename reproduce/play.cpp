#include <algorithm>
#include <array>

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/check/trial_servers.hpp>
#include <tlsmatrix/client/session.hpp>
#include <tlsmatrix/process/child_process.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/descendants.hpp>
#include <tlsmatrix/reproduce/play.hpp>

namespace tlsmatrix::reproduce {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds settling{3000};
constexpr std::array stages{Stage::tls_1_1, Stage::tls_1_0, Stage::tls_1_0_static_rsa};
constexpr std::string_view reported_body = "{for: test purposes}";

// Director has the servers, and sends one client after the other to them.
class Director {
  public:
    Director(const PlayOptions& options, const check::CheckAuthority& authority)
        : options_(options), authority_(authority), servers_(context_, authority) {
        for (const Stage stage : stages) {
            ports_.push_back(servers_.open(trial_of(stage)));
        }
    }

    Act act(const Scene& scene);

  private:
    void ask_ourselves(const Scene& scene, std::uint16_t port) const;
    void run(const Program& program, std::uint16_t port);
    template <class Result>
    Result await(asio::awaitable<Result> work);

    const PlayOptions& options_;
    const check::CheckAuthority& authority_;
    const process::Descendants descendants_;
    asio::io_context context_{1};
    certs::PrivateDirectory directory_;
    check::TrialServers servers_;
    std::vector<std::uint16_t> ports_;  // of the stages, in their order
    int runs_ = 0;
};

template <class Result>
Result Director::await(asio::awaitable<Result> work) {
    auto result = asio::co_spawn(context_, std::move(work), asio::use_future);
    context_.restart();
    context_.run();
    return result.get();
}

// The reported lines had this client's status, bytes, cipher and body; its name was another.
bool is_reported_line(const Scene& scene, const check::ConnectionSight& sight) {
    const std::string beginning =
        fmt::format("\"POST /testpost HTTP/1.1\" 200 43 {}/ECDHE-RSA-AES256-SHA \"-\" ",
                    wire_name(*scene.expected));
    const std::string end = fmt::format("<\"{}\"", reported_body);
    return sight.line.starts_with(beginning) && sight.line.ends_with(end);
}

bool is_as_told(const Scene& scene, const std::vector<check::ConnectionSight>& connections) {
    const auto spoken = std::find_if(
        connections.begin(), connections.end(), [](const check::ConnectionSight& sight) {
            return std::holds_alternative<Negotiated>(sight.outcome) && sight.request_arrived;
        });
    if (!scene.expected || spoken == connections.end()) {
        return !scene.expected && spoken == connections.end() && !connections.empty();
    }
    return std::get<Negotiated>(spoken->outcome).version == *scene.expected &&
           (!scene.binding || is_reported_line(scene, *spoken));
}

Act Director::act(const Scene& scene) {
    Act act;
    act.scene = &scene;
    const auto index = static_cast<std::size_t>(
        std::find(stages.begin(), stages.end(), scene.stage) - stages.begin());
    const std::uint16_t port = ports_[index];
    if (scene.actor == Actor::ours) {
        ask_ourselves(scene, port);
    } else {
        const Program program = find_program(scene.actor, options_.old_node);
        if (program.command.empty()) {
            act.missing = program.missing;
            return act;
        }
        run(program, port);
    }
    act.connections = await(servers_.settle(port, settling));
    act.as_told = is_as_told(scene, act.connections);
    return act;
}

// What comes of it is told from the server's side, as with every other client.
void Director::ask_ourselves(const Scene& scene, std::uint16_t port) const {
    client::Policy policy;
    policy.versions = scene.accepts;
    policy.trust.certificates = {authority_.root};
    policy.keep_alive = {};
    client::Session session(std::move(policy));
    (void)session.post(fmt::format("https://127.0.0.1:{}/testpost", port),
                       std::string(reported_body));
}

void Director::run(const Program& program, std::uint16_t port) {
    const std::string name = process::run_name(fmt::format("reproduce-{}", runs_++));
    const process::Target target{.url = fmt::format("https://127.0.0.1:{}/", port),
                                 .host = "127.0.0.1",
                                 .port = std::to_string(port),
                                 .ca = options_.ca_file,
                                 .truststore = options_.truststore_file,
                                 .version = {},
                                 .name = "localhost",
                                 .url_name = fmt::format("https://localhost:{}/", port)};
    process::ChildSettings settings;
    settings.arguments = process::fill_in(program.command, target).value();
    settings.environment = process::environment_of(target, directory_.make(name), name, ::environ);
    settings.timeout = options_.timeout;
    (void)await(process::run_child(context_, std::move(settings)));
    (void)descendants_.end_all(process::run_name("reproduce-"));
}

}  // namespace

std::vector<Act> play(const PlayOptions& options, const check::CheckAuthority& authority) {
    Director director(options, authority);
    std::vector<Act> acts;
    for (const Scene& scene : scenes()) {
        acts.push_back(director.act(scene));
    }
    return acts;
}

bool is_as_reported(const std::vector<Act>& acts) {
    return std::all_of(acts.begin(), acts.end(), [](const Act& act) {
        return act.as_told || !act.missing.empty() || !act.scene->binding;
    });
}

}  // namespace tlsmatrix::reproduce
