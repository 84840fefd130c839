#include <algorithm>
#include <array>

#include <tlsmatrix/report/detail/writers.hpp>

namespace tlsmatrix::report {
namespace {

constexpr std::array all_formats{
    Format{"table", table_head},
    Format{"json", json_head, json_item, json_foot},
    Format{"junit", junit_head, junit_item, junit_foot},
    Format{"html", html_head, html_item, html_foot},
    Format{"markdown", markdown_head},
    Format{"csv", csv_head, csv_item},
    Format{"github", github_head, github_item, github_foot},
};

}  // namespace

std::span<const Format> formats() {
    return all_formats;
}

const Format* find_format(std::string_view name) {
    const auto found = std::find_if(all_formats.begin(), all_formats.end(),
                                    [name](const Format& format) { return format.name == name; });
    return found == all_formats.end() ? nullptr : found;
}

std::string format_names() {
    std::string names;
    for (const Format& format : all_formats) {
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    }
    return names;
}

std::string written(const Document& document, const Format& format, Look look) {
    std::string out = format.head(document, look);
    if (format.item != nullptr) {
        std::size_t number = 0;
        for (const Item& item : document.items) {
            out += format.item(item, document, ++number);
        }
    }
    return format.foot == nullptr ? out : out + format.foot(document);
}

std::string written(const Document& document, std::string_view format) {
    return written(document, *find_format(format));
}

void Document::add(Content content, bool apart, Where where) {
    blocks.push_back({std::move(content), apart, where});
}

void Document::count_items(double seconds) {
    counts = {.seconds = seconds};
    for (const Item& item : items) {
        counts.cases += item.judgement == Judgement::none ? 0 : 1;
        counts.failed += item.judgement == Judgement::failed ? 1 : 0;
        counts.errors += item.judgement == Judgement::error ? 1 : 0;
        counts.skipped += item.judgement == Judgement::skipped ? 1 : 0;
    }
}

}  // namespace tlsmatrix::report
