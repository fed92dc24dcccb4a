#include "gsmcfg/sim/world.hpp"

#include "sim/modem_core.hpp"
#include "sim/network.hpp"

namespace gsmcfg::sim {

SimModem::SimModem(std::unique_ptr<ModemCore> core) : core_(std::move(core)) {}
SimModem::~SimModem() = default;

void SimModem::feed(std::string_view bytes, base::MonoTime now) {
    core_->advance_world(now);
    core_->feed(bytes);
}
std::string SimModem::take_output(base::MonoTime now) {
    core_->advance_world(now);
    return core_->take_output();
}
bool SimModem::plugged() const { return core_->plugged(); }
void SimModem::unplug(base::MonoTime now) {
    core_->advance_world(now);
    core_->unplug();
}
void SimModem::plug(base::MonoTime now) {
    core_->advance_world(now);
    core_->plug();
}
unsigned SimModem::appearances() const { return core_->appearances(); }
void SimModem::reopened(base::MonoTime now) {
    core_->advance_world(now);
    core_->reopened();
}
void SimModem::power_cycle(base::MonoTime now) {
    core_->advance_world(now);
    core_->power_cycle();
}
std::optional<SimCard> SimModem::remove_sim(base::MonoTime now) {
    core_->advance_world(now);
    return core_->remove_sim();
}
void SimModem::insert_sim(SimCard card, base::MonoTime now) {
    core_->advance_world(now);
    core_->insert_sim(std::move(card));
}
void SimModem::swap_sim(SimCard card, std::chrono::nanoseconds pause, base::MonoTime now) {
    core_->advance_world(now);
    core_->swap_sim(std::move(card), pause);
}
std::optional<SimCard> SimModem::sim_card() const { return core_->sim_card(); }
const std::optional<SimCard>& SimModem::pulled_sim() const { return core_->pulled_card(); }
void SimModem::on_sim_change(std::function<void(const SimCard&)> sink) { core_->on_sim_change(std::move(sink)); }
void SimModem::set_condition(Condition condition, base::MonoTime now) {
    core_->advance_world(now);
    core_->set_condition(condition);
}
void SimModem::set_faults(const Faults& faults) { core_->set_faults(faults); }
void SimModem::say(std::string_view line, base::MonoTime now) {
    core_->advance_world(now);
    core_->say(line);
}
const Personality& SimModem::personality() const { return core_->personality(); }
bool SimModem::deaf() const { return core_->deaf(); }
bool SimModem::hung() const { return core_->hung(); }
const std::string& SimModem::own_number() const { return core_->own_number(); }
const std::string& SimModem::imei() const { return core_->imei(); }
const std::string& SimModem::imsi() const { return core_->imsi(); }
const std::string& SimModem::iccid() const { return core_->iccid(); }
std::size_t SimModem::stored() const { return core_->stored(); }
unsigned SimModem::sends() const { return core_->sends(); }

struct World::Parts {
    Parts(const WorldOptions& wanted, Fleet fleet, base::MonoTime start, LogSink sink)
        : options(wanted), queue(start), log(queue, std::move(sink)), network(options, queue, log, std::move(fleet)) {
        for (std::size_t i = 0; i < options.modems; ++i) {
            auto core = std::make_unique<ModemCore>(i, options, queue, log, network);
            network.attach(*core);
            modems.push_back(std::make_unique<SimModem>(std::move(core)));
        }
    }
    const WorldOptions options;
    EventQueue queue;
    TruthLog log;
    Network network;
    std::vector<std::unique_ptr<SimModem>> modems;
};

World::World(WorldOptions options, Fleet fleet, base::MonoTime start, LogSink log)
    : parts_(std::make_unique<Parts>(options, std::move(fleet), start, std::move(log))) {}
World::~World() = default;

SimModem& World::modem(std::size_t index) { return *parts_->modems.at(index); }
std::size_t World::modem_count() const { return parts_->modems.size(); }
std::size_t World::meter_count() const { return parts_->network.meter_count(); }
std::optional<base::MonoTime> World::next_event() const { return parts_->queue.next(); }
void World::advance(base::MonoTime now) { parts_->queue.advance(now); }
bool World::power(std::string_view phone, bool on) { return parts_->network.power(phone, on); }

bool World::insert_sim(std::string_view phone, SimCard card) { return parts_->network.insert_card(phone, std::move(card)); }
std::optional<SimCard> World::remove_sim(std::string_view phone) { return parts_->network.remove_card(phone); }
const SimCard* World::sim(std::string_view phone) const { return parts_->network.card(phone); }
std::optional<MeterBoot> World::boot_meter(std::string_view phone, const SimCard& card) {
    return parts_->network.boot(phone, card);
}

void World::send_to_modem(std::size_t modem, std::string_view from, std::string_view text) {
    parts_->network.send_text(modem, std::string(from), std::string(text), std::chrono::nanoseconds(0));
}

const Settings* World::stored(std::string_view phone) const {
    const SimMeter* meter = parts_->network.find_module(phone);
    return meter == nullptr ? nullptr : &meter->stored();
}
const Settings* World::applied(std::string_view phone) const {
    const SimMeter* meter = parts_->network.find_module(phone);
    return meter == nullptr ? nullptr : &meter->applied();
}
SettingValues World::stored_values(std::string_view phone) const {
    const Device* device = parts_->network.find(phone);
    return device == nullptr ? SettingValues() : device->stored_values();
}
SettingValues World::applied_values(std::string_view phone) const {
    const Device* device = parts_->network.find(phone);
    return device == nullptr ? SettingValues() : device->applied_values();
}
std::optional<unsigned> World::restarts(std::string_view phone) const {
    const Device* meter = parts_->network.find(phone);
    return meter == nullptr ? std::nullopt : std::optional(meter->restarts());
}

void World::write_final() { parts_->network.write_final(); }

}  // namespace gsmcfg::sim
