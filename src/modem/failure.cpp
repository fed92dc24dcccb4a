#include "modem/failure.hpp"

namespace gsmcfg::modem {

namespace {

using at::ErrorClass;
using channel::FailureClass;
using Kind = at::FinalResult::Kind;

constexpr int retries_without_reason = 2;

std::string in_words(const at::FinalResult& result, const at::ErrorEntry& entry) {
    return result.text + " (" + std::string(entry.meaning) + "); " + std::string(entry.advice);
}

channel::Failure coded(const at::FinalResult& result, const at::ErrorEntry& entry) {
    channel::Failure failure;
    failure.kind = to_failure_class(entry.kind);
    failure.max_retries = entry.max_retries;
    failure.detail = in_words(result, entry);
    return failure;
}

channel::Failure uncoded(const at::FinalResult& result, FailureClass kind) {
    channel::Failure failure;
    failure.kind = kind;
    failure.max_retries = retries_without_reason;
    failure.detail = "the modem answered " + result.text;
    return failure;
}

}  // namespace

FailureClass to_failure_class(ErrorClass kind) {
    switch (kind) {
        case ErrorClass::message: return FailureClass::message;
        case ErrorClass::line_alarm: return FailureClass::line_alarm;
        case ErrorClass::network: return FailureClass::network;
        case ErrorClass::unknown: return FailureClass::unknown;
        case ErrorClass::done: return FailureClass::done;
        case ErrorClass::rebuild: return FailureClass::rebuild;
        case ErrorClass::storage: return FailureClass::storage;
        case ErrorClass::busy: return FailureClass::busy;
        case ErrorClass::restart: return FailureClass::restart;
        case ErrorClass::hold: return FailureClass::hold;
        case ErrorClass::unsupported: return FailureClass::unsupported;
    }
    return FailureClass::unknown;
}

channel::Failure to_failure(const at::FinalResult& result, std::string_view make, std::string_view model) {
    switch (result.kind) {
        case Kind::cms_error:
            if (result.code) {
                auto failure = coded(result, at::describe_cms_error(*result.code, make, model));
                failure.cms_error = result.code;
                return failure;
            }
            return uncoded(result, FailureClass::network);
        case Kind::cme_error:
            if (result.code) {
                auto failure = coded(result, at::describe_cme_error(*result.code));
                failure.cme_error = result.code;
                return failure;
            }
            return uncoded(result, FailureClass::network);
        case Kind::no_carrier: return uncoded(result, FailureClass::unknown);
        case Kind::not_supported: return uncoded(result, FailureClass::unsupported);
        case Kind::ok:
        case Kind::error:
        case Kind::modem_error: return uncoded(result, FailureClass::network);
    }
    return uncoded(result, FailureClass::unknown);
}

channel::Failure to_failure(const base::Error& error) {
    channel::Failure failure;
    failure.detail = error.message();
    failure.kind = FailureClass::restart;
    if (error.code == base::ErrorCode::port_lost || error.code == base::ErrorCode::port_busy)
        failure.kind = FailureClass::port_lost;
    if (error.code == base::ErrorCode::stopped) failure.kind = FailureClass::stopped;
    if (error.code == base::ErrorCode::refused) failure.kind = FailureClass::hold;
    return failure;
}

base::Error to_error(const std::string& where, std::string_view what, const at::FinalResult& result) {
    return {base::ErrorCode::refused, where, std::string(what) + ": " + to_failure(result).detail, {}};
}

bool is_busy(const at::FinalResult& result) {
    return result.code.has_value() && to_failure(result).kind == channel::FailureClass::busy;
}

}  // namespace gsmcfg::modem
