// What a dialect makes of some settings and a reply.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

class DialectTrial {
public:
    DialectTrial(meter::Dialect dialect, meter::Settings wanted, std::vector<std::string> asked,
                 std::vector<meter::MessageText> messages)
        : dialect_(std::move(dialect)), wanted_(std::move(wanted)), asked_(std::move(asked)), messages_(std::move(messages)) {}

    // Secrets masked.
    [[nodiscard]] std::string text(const std::optional<std::string>& reply) const;
    [[nodiscard]] base::Json json(const std::optional<std::string>& reply) const;
    // No reply was given, or it proves what was wanted: the first message that it fits has all of its settings shown and as
    // wanted, or counted. An acknowledgement proves nothing.
    [[nodiscard]] bool as_wanted(const std::optional<std::string>& reply) const;

private:
    struct Reading {
        meter::Reply reply;
        std::vector<std::size_t> fits;         // indices of the messages that it can answer
        std::vector<std::string> differences;  // settings that are shown otherwise than wanted
        std::vector<std::string> missing;      // settings that should be shown, and are not
    };
    [[nodiscard]] Reading read(const std::string& reply) const;
    [[nodiscard]] std::vector<std::string> due(const Reading& reading) const;
    [[nodiscard]] bool counts_all(const Reading& reading) const;
    [[nodiscard]] std::string reply_text(const Reading& reading) const;
    [[nodiscard]] std::string fit_text(const Reading& reading) const;

    meter::Dialect dialect_;
    meter::Settings wanted_;
    std::vector<std::string> asked_;
    std::vector<meter::MessageText> messages_;
};

}  // namespace gsmcfg::cli
