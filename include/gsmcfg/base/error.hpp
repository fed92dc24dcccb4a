// An expected failure as a value: what kind, where, and why.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::base {

// The kinds that a caller may act on. What a person reads is in Error::detail.
enum class ErrorCode {
    invalid_argument,  // a value outside its documented range
    malformed,         // bytes or text that do not follow their format
    truncated,         // the format asks for more than is there
    unsupported,       // well formed, but not something this program handles
    not_found,         // no such file, record, name or slot
    permission,        // not allowed to, or a file that others can read
    io,                // the operating system refused
    port_busy,         // another program holds the port
    port_lost,         // the port went away (unplugged, closed by the peer)
    timeout,           // nothing came in time
    not_ready,         // the modem answers, but did not become ready in time
    stopped,           // a stop was requested while waiting
    refused,           // the modem or the network answered with an error
    conflict,          // the state is no longer the one that was expected
    newer_schema,      // the database was written by a newer version
    database,          // the database failed
};

// The code's name as it is written in logs and JSON ("port_lost").
[[nodiscard]] std::string_view name(ErrorCode code);

struct Error {
    ErrorCode code{};
    std::string where;                  // a file:line, a device, a field path such as "DELIVER.originator"
    std::string detail;                 // one sentence without a final stop
    std::optional<std::size_t> offset;  // octet offset into the input; codecs only

    // "where: detail (octet n)".
    [[nodiscard]] std::string message() const;
};

}  // namespace gsmcfg::base
