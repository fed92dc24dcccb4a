#include "gsmcfg/modem/modem_channel.hpp"

#include "modem/line.hpp"

#include <utility>

namespace gsmcfg::modem {

ModemChannel::ModemChannel(std::string name, LinkOpener opener, base::Clock& clock, ModemOptions options)
    : line_(std::make_unique<Line>(std::move(name), std::move(opener), clock, std::move(options))) {}
ModemChannel::~ModemChannel() = default;

std::string ModemChannel::name() const { return line_->name(); }
base::Result<channel::LineIdentity> ModemChannel::open(base::StopToken stop) { return line_->open(stop); }
base::Result<ModemInfo> ModemChannel::identify(base::StopToken stop) { return line_->identify(stop); }
channel::SubmitResult ModemChannel::submit(const channel::Outbound& message, base::StopToken stop) {
    return line_->submit(message, stop);
}
base::Result<std::vector<channel::Event>> ModemChannel::receive(base::MonoTime deadline, base::StopToken stop) {
    return line_->receive(deadline, stop);
}
base::Result<void> ModemChannel::acknowledge(std::span<const channel::Token> tokens) { return line_->acknowledge(tokens); }
void ModemChannel::suspect() { line_->suspect(); }
std::optional<channel::LineStatus> ModemChannel::look(base::StopToken stop) { return line_->look(stop); }
std::string ModemChannel::recent_dialogue() const { return line_->recent_dialogue(); }
base::Clock& ModemChannel::clock() { return line_->clock(); }
const ModemInfo& ModemChannel::info() const { return line_->info(); }
Dialogue* ModemChannel::dialogue() { return line_->dialogue(); }
const std::shared_ptr<link::TraceMask>& ModemChannel::mask() const { return line_->mask(); }
std::size_t ModemChannel::commands() const { return line_->commands(); }

}  // namespace gsmcfg::modem
