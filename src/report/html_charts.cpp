#include "report/html_charts.hpp"

#include "report/html_text.hpp"
#include "report/local_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gsmcfg::report {
namespace {

constexpr double height = 100;

std::int64_t highest(const Timeline& timeline) {
    std::int64_t most = 1;
    for (const auto& bucket : timeline.buckets()) most = std::max({most, bucket.sms, bucket.replies});
    return most;
}

std::string bar(double x, double width, std::int64_t value, std::int64_t most, std::string_view style) {
    if (value == 0) return "";
    // What is there is seen, however little it is.
    const auto length = std::max(1.0, height * static_cast<double>(value) / static_cast<double>(most));
    return fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.2f}\" width=\"{:.1f}\" height=\"{:.2f}\"/>", style, x,
                       height - length, width, length);
}

bool spans_days(const Timeline& timeline) {
    const auto end = timeline.start_of(timeline.buckets().size());
    return end - timeline.start_of(0) > std::chrono::hours(20);
}

std::string timeline_table(const Timeline& timeline) {
    const bool days = spans_days(timeline);
    std::string rows;
    for (std::size_t i = 0; i < timeline.buckets().size(); ++i) {
        const auto& bucket = timeline.buckets()[i];
        if (bucket.sms == 0 && bucket.replies == 0) continue;
        rows += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                            tick(timeline.start_of(i), timeline.width(), days), grouped(bucket.sms), grouped(bucket.replies));
    }
    return "<details><summary>The same as a table</summary><div class=\"scroll\"><table class=\"small\"><thead><tr><th>From</th>"
           "<th class=\"n\">Messages</th><th class=\"n\">Replies</th></tr></thead><tbody>\n" +
           rows + "</tbody></table></div></details>\n";
}

std::string timeline_ticks(const Timeline& timeline) {
    const auto count = timeline.buckets().size();
    const bool days = spans_days(timeline);
    constexpr std::size_t parts = 4;
    std::string ticks;
    for (std::size_t i = 0; i <= parts; ++i) {
        if (count < parts && i > 0 && i < parts) continue;
        ticks += fmt::format("<span{}>{}</span>", i % 2 == 1 ? " class=\"wide\"" : "",
                             tick(timeline.start_of(count * i / parts), timeline.width(), days));
    }
    return "<div class=\"ticks\" aria-hidden=\"true\">" + ticks + "</div>\n";
}

std::string edge_words(const ReplyDelays::Bar& bar) {
    const auto words = [](std::chrono::seconds edge) { return shown_duration(std::chrono::milliseconds(edge)); };
    if (!bar.to) return "over " + words(bar.from);
    if (bar.from.count() == 0) return "under " + words(*bar.to);
    return fmt::format("{} to {}", words(bar.from), words(*bar.to));
}

}  // namespace

std::string divided_bar(const std::vector<Segment>& segments, std::string_view words) {
    std::int64_t sum = 0;
    for (const auto& segment : segments) sum += segment.value;
    if (sum == 0) return "";
    std::string rects;
    double x = 0;
    for (const auto& segment : segments) {
        const auto width = 1000.0 * static_cast<double>(segment.value) / static_cast<double>(sum);
        if (segment.value > 0)
            rects += fmt::format("<rect class=\"{}\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" height=\"10\"/>", segment.style, x,
                                 std::max(width, 2.0));
        x += width;
    }
    return fmt::format(
        "<svg class=\"divided\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" "
        "aria-label=\"{}\">{}</svg>\n",
        html_text(words), rects);
}

std::string share_bar(double share, std::string_view style) {
    return fmt::format(
        "<svg class=\"share\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
        "class=\"track\" width=\"100\" height=\"10\"/><rect class=\"{}\" width=\"{:.1f}\" height=\"10\"/></svg>",
        style, share > 0 ? std::max(1.0, 100 * share) : 0.0);
}

std::string timeline_chart(const Timeline& timeline) {
    const auto& buckets = timeline.buckets();
    if (buckets.empty()) return "";
    constexpr double step = 10;
    const auto most = highest(timeline);
    std::string rects;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        const auto x = step * static_cast<double>(i);
        rects += bar(x + 0.5, 4.5, buckets[i].sms, most, "sent") + bar(x + 5, 4.5, buckets[i].replies, most, "heard");
    }
    const auto width = step * static_cast<double>(buckets.size());
    std::string lines;
    for (const double y : std::array{0.0, height / 2})
        lines += fmt::format("<line class=\"grid\" x1=\"0\" x2=\"{:.0f}\" y1=\"{:.0f}\" y2=\"{:.0f}\"/>", width, y, y);
    const auto words = fmt::format("Messages and replies over time; at most {} in {}", most, shown_duration(timeline.width()));
    return fmt::format(
               "<figure><figcaption><span class=\"key sent\"></span>messages <span class=\"key heard\"></span>replies "
               "<span class=\"note\">each pair of bars: {}; the highest: {}</span></figcaption>\n"
               "<svg class=\"timeline\" viewBox=\"0 0 {:.0f} {:.0f}\" preserveAspectRatio=\"none\" role=\"img\" "
               "aria-label=\"{}\">{}{}</svg>\n",
               shown_duration(timeline.width()), grouped(most), width, height, words, lines, rects) +
           timeline_ticks(timeline) + timeline_table(timeline) + "</figure>\n";
}

std::string delay_chart(const ReplyDelays& delays) {
    const auto bars = delays.bars();
    std::int64_t most = 1;
    for (const auto& bar : bars) most = std::max(most, bar.replies);
    std::string rows;
    for (const auto& bar : bars)
        rows +=
            fmt::format("<tr><th scope=\"row\">{}</th><td class=\"bar\">{}</td><td class=\"n\">{}</td></tr>\n", edge_words(bar),
                        share_bar(static_cast<double>(bar.replies) / static_cast<double>(most), "heard"), grouped(bar.replies));
    return "<table class=\"bars\"><thead><tr><th>Reply after</th><th></th><th class=\"n\">Replies</th></tr></thead><tbody>\n" +
           rows + "</tbody></table>\n";
}

}  // namespace gsmcfg::report
