#include <gtest/gtest.h>

#include <tlsmatrix/live/accept.hpp>

namespace tlsmatrix::live::accept_test {
namespace {

TEST(Accept, GivesTheFormWithTheHighestWeight) {
    struct Case {
        const char* accept;
        Wanted wanted;
    };
    for (const auto& [accept, form] : {
             Case{"*/*", Wanted::text},  // curl, python-requests
             Case{"", Wanted::text},
             Case{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Wanted::html},
             Case{"TEXT/HTML", Wanted::html},
             Case{"application/json", Wanted::json},
             Case{"text/html;q=0.5, application/json", Wanted::json},
             Case{"text/html;level=1;q=0.5, application/json;q=0.4", Wanted::html},
             Case{"text/html;q=0", Wanted::text},
             Case{"text/html;q=nonsense", Wanted::text},
             Case{"text/plain, text/html", Wanted::text},
             Case{"application/xml", Wanted::junit},
             Case{"image/png,,;,;q=1", Wanted::text},
         }) {
        server::Request request;
        request.headers.push_back({"accept", accept});
        EXPECT_EQ(wanted(request), form) << accept;
    }
    EXPECT_EQ(wanted({}), Wanted::text);
}

}  // namespace
}  // namespace tlsmatrix::live::accept_test
