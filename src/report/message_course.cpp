#include "report/message_course.hpp"

#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/meter/value.hpp"

#include <fmt/format.h>

namespace gsmcfg::report {

std::vector<const store::InboundMessage*> MessageCourse::replies_to(std::size_t attempt) const {
    std::vector<const store::InboundMessage*> found;
    const auto& begin = attempts.at(attempt).submitting_at;
    for (const auto& reply : replies) {
        const bool early = attempt > 0 && reply.received_at < begin;
        const bool late = attempt + 1 < attempts.size() && reply.received_at >= attempts[attempt + 1].submitting_at;
        if (!early && !late) found.push_back(&reply);
    }
    return found;
}

std::vector<MessageCourse> MessageReader::of(store::Id target) {
    std::vector<MessageCourse> courses;
    for (auto& message : messages_.of_target(target)) {
        const auto id = message.id;
        courses.push_back({std::move(message), messages_.attempts_of(id), inbox_.of_message(id)});
    }
    return courses;
}

std::string Mask::text(const std::string& sent) const { return show_ ? sent : meter::masked_text(dialect_, sent); }
std::string Mask::reply(const std::string& received) const { return show_ ? received : meter::masked_reply(dialect_, received); }

std::optional<std::string> Mask::value(const std::string& setting, const std::optional<std::string>& value) const {
    if (!value || show_) return value;
    return meter::masked_value(dialect_, setting, *value);
}

std::string error_words(const store::Attempt& attempt) {
    std::string words;
    if (attempt.cms_error) words = fmt::format("CMS {}", *attempt.cms_error);
    else if (attempt.cme_error) words = fmt::format("CME {}", *attempt.cme_error);
    if (!attempt.failure.empty()) words += (words.empty() ? "" : ": ") + attempt.failure;
    return words;
}

}  // namespace gsmcfg::report
