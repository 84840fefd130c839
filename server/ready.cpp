#include <unistd.h>

#include <boost/json.hpp>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/server/ready.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::server {
namespace {

namespace json = boost::json;

json::object listener_json(const ListenerInfo& listener) {
    json::object object{{"name", listener.name},
                        {"address", listener.address},
                        {"port", listener.port},
                        {"url", listener.url},
                        {"versions", version_list(listener.versions)},
                        {"engine", engine_name(listener.engine)}};
    if (listener.addresses.size() > 1) {
        object["addresses"] = json::value_from(listener.addresses);
    }
    if (listener.behaviour != nullptr) {
        object["behaviour"] = {{"name", listener.behaviour->name},
                               {"summary", listener.behaviour->summary},
                               {"breaks", citation(listener.behaviour->breaks)}};
    }
    if (const ZooEntry* certificate = listener.certificate) {
        object["certificate"] = {{"name", certificate->name},
                                 {"summary", certificate->summary},
                                 {"demand", zoo_demand_words(certificate->demand)},
                                 {"standard", or_null(certificate->standard, citation)},
                                 {"badssl", or_null(std::string(certificate->badssl))}};
    }
    return object;
}

}  // namespace

std::string ready_json(const std::vector<ListenerInfo>& listeners, const ReadyFacts& facts) {
    json::array list;
    for (const ListenerInfo& listener : listeners) {
        list.push_back(listener_json(listener));
    }
    json::object ready{{"pid", ::getpid()},
                       {"ca_file", or_null(facts.ca_file)},
                       {"truststore_file", or_null(facts.truststore_file)},
                       {"listeners", std::move(list)}};
    if (!facts.crl_file.empty()) {
        ready["crl_file"] = facts.crl_file;
    }
    return json::serialize(ready) + "\n";
}

}  // namespace tlsmatrix::server
