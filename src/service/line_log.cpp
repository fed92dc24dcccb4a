#include "line_log.hpp"

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::service {
namespace {

using store::LineEventKind;
using Notice = channel::LineNotice::Kind;

LineEventKind kind_of(Notice notice) {
    switch (notice) {
        case Notice::restarted: return LineEventKind::restarted;
        case Notice::storage_full: return LineEventKind::storage_full;
        case Notice::registration_lost: return LineEventKind::registration_lost;
        case Notice::registered: return LineEventKind::registered;
        case Notice::cured: return LineEventKind::cured;
    }
    return LineEventKind::lost;
}

}  // namespace

void LineLog::set_line(std::string modem, std::string imei, std::string imsi) {
    line_.modem = std::move(modem);
    line_.imei = std::move(imei);
    line_.imsi = std::move(imsi);
}

void LineLog::add(LineEventKind kind, const std::string& detail, base::UtcTime now) {
    auto event = line_;
    event.at = now;
    event.kind = kind;
    event.detail = base::escape_control(detail);
    event.dialogue = channel_.recent_dialogue();
    waiting_.push_back(std::move(event));
}

void LineLog::add(LineEventKind kind, const channel::Failure& failure, base::UtcTime now) {
    add(kind, failure.detail, now);
    waiting_.back().cms_error = failure.cms_error;
    waiting_.back().cme_error = failure.cme_error;
}

void LineLog::add(const channel::LineNotice& notice, base::UtcTime now) { add(kind_of(notice.kind), notice.detail, now); }

void LineLog::write() {
    for (const auto& event : waiting_) store::add_line_event(database_, event);
}

}  // namespace gsmcfg::service
