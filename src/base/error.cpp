#include "gsmcfg/base/error.hpp"

namespace gsmcfg::base {

std::string_view name(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument: return "invalid_argument";
        case ErrorCode::malformed: return "malformed";
        case ErrorCode::truncated: return "truncated";
        case ErrorCode::unsupported: return "unsupported";
        case ErrorCode::not_found: return "not_found";
        case ErrorCode::permission: return "permission";
        case ErrorCode::io: return "io";
        case ErrorCode::port_busy: return "port_busy";
        case ErrorCode::port_lost: return "port_lost";
        case ErrorCode::timeout: return "timeout";
        case ErrorCode::not_ready: return "not_ready";
        case ErrorCode::stopped: return "stopped";
        case ErrorCode::refused: return "refused";
        case ErrorCode::conflict: return "conflict";
        case ErrorCode::newer_schema: return "newer_schema";
        case ErrorCode::database: return "database";
    }
    return "unknown";
}

std::string Error::message() const {
    std::string text = where.empty() ? detail : where + ": " + detail;
    if (offset) text += " (octet " + std::to_string(*offset) + ")";
    return text;
}

}  // namespace gsmcfg::base
