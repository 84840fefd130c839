#include <algorithm>
#include <chrono>

#include <tlsmatrix/base/dates.hpp>
#include <tlsmatrix/server/detail/conversation.hpp>
#include <tlsmatrix/server/http/response_writer.hpp>

namespace tlsmatrix::server {

namespace asio = boost::asio;

namespace {

// How long what there is to tell may wait. A feed is asked this often, so that whoever has news
// needs to know no thread of those who listen.
constexpr std::chrono::milliseconds pace{100};

}  // namespace

// It counts as idle: a stop ends it at once.
asio::awaitable<void> Conversation::answer_by_feed(const Response& response) {
    TextBuffer head(usual_head);
    const std::size_t begun = append_response(head, response,
                                              {.keep_alive = false,
                                               .head = reader_.request().method == "HEAD",
                                               .date = http_date_now(),
                                               .http10 = reader_.request().version == 10});
    const std::size_t header = head.size() - begun;
    std::size_t sent = 0;
    std::optional<std::string> piece(head.view());
    guard_.set_idle(true);
    while (piece && !worker_.stopping()) {
        if (!piece->empty()) {
            stream_.expires_after(deadlines().write);
            const IoResult written = co_await stream_.write(std::string_view(*piece));
            sent += written.bytes;
            if (written.status != IoStatus::ok) {
                break;
            }
        }
        if (reader_.request().method == "HEAD") {
            break;
        }
        stream_.expires_after(pace);
        const IoStatus news = co_await stream_.wait_readable();
        if (news != IoStatus::timed_out) {
            break;
        }
        piece = response.feed->next();
    }
    guard_.set_idle(false);
    record(response, sent - std::min(sent, header));
}

}  // namespace tlsmatrix::server
