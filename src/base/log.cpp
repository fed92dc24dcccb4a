#include "gsmcfg/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

namespace gsmcfg::base::log {
namespace {

std::atomic<void (*)()> before_line{nullptr};

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made = std::make_shared<spdlog::logger>("gsmcfg", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%H:%M:%S %l: %v");
        made->set_level(spdlog::level::warn);
        return made;
    }();
    return *instance;
}

std::atomic<bool (*)(Level, std::string_view, const Fields&)> sink{nullptr};

Fields& fields_of_thread() {
    thread_local Fields fields;
    return fields;
}

Level level_of(spdlog::level::level_enum level) {
    if (level >= spdlog::level::err) return Level::error;
    if (level >= spdlog::level::warn) return Level::warning;
    return level >= spdlog::level::info ? Level::info : Level::debug;
}

void write(spdlog::level::level_enum level, std::string_view text) {
    if (!logger().should_log(level)) return;
    if (auto* const taken = sink.load(); taken != nullptr && taken(level_of(level), text, fields_of_thread())) return;
    if (auto* const hook = before_line.load()) hook();
    logger().log(level, spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace

void set_level(Level level) {
    switch (level) {
        case Level::debug: logger().set_level(spdlog::level::debug); return;
        case Level::info: logger().set_level(spdlog::level::info); return;
        case Level::warning: logger().set_level(spdlog::level::warn); return;
        case Level::error: logger().set_level(spdlog::level::err); return;
    }
}

void set_sink(bool (*taken)(Level level, std::string_view text, const Fields& fields)) { sink = taken; }

Scope::Scope(std::string_view name, std::string value) { fields_of_thread().emplace_back(name, std::move(value)); }
Scope::~Scope() { fields_of_thread().pop_back(); }

void set_before_line(void (*hook)()) { before_line = hook; }

void debug(std::string_view text) { write(spdlog::level::debug, text); }
void info(std::string_view text) { write(spdlog::level::info, text); }
void warning(std::string_view text) { write(spdlog::level::warn, text); }
void error(std::string_view text) { write(spdlog::level::err, text); }

}  // namespace gsmcfg::base::log
