// SIM cards in meters: what a start makes of one, and what becomes of it.
#include "sim/network.hpp"

namespace gsmcfg::sim {

// With MODE on the card the settings wait for the restart that follows, else this start applies them.
Startup Network::start(Station& station) {
    Startup startup;
    SimMeter* module = station.module;
    if (module != nullptr) startup.settings = module->stored();
    if (station.card) startup = read_settings(*module, *station.card);
    if (module != nullptr && !startup.restarts) module->store(startup.settings);
    station.device->restart();
    const std::string& phone = station.device->spec().phone;
    log_.write("restarted", [&](base::Json& json) { json.set("phone", phone).set("restarts", station.device->restarts()); });
    log_.write("applied",
               [&](base::Json& json) { json.set("phone", phone).set("settings", to_json(station.device->applied_values())); });
    if (module != nullptr) module->store(startup.settings);
    if (station.card) log_startup(station, startup);
    return startup;
}

void Network::log_startup(const Station& station, const Startup& startup) const {
    const std::string& phone = station.device->spec().phone;
    for (const RecordVerdict& verdict : startup.records) {
        log_.write("sim_record", [&](base::Json& json) {
            json.set("phone", phone).set("record", verdict.record).set("text", verdict.text);
            json.set("right", verdict.problem.empty()).set("problem", verdict.problem);
        });
    }
    log_.write("sim_start", [&](base::Json& json) {
        json.set("phone", phone).set("iccid", station.card->iccid).set("result", name(startup.result));
        json.set("problem", startup.problem).set("restarts", startup.restarts);
        json.set("settings", to_json(startup.settings));
    });
}

// The manual: a later configuration by SMS deletes the settings that are on the SIM.
void Network::clear_card(Station& station) {
    if (!station.card) return;
    const std::size_t count = erase_received(*station.card);
    if (count == 0) return;
    log_.write("sim_erased", [&](base::Json& json) {
        json.set("phone", station.device->spec().phone).set("iccid", station.card->iccid).set("records", count);
    });
}

bool Network::insert_card(std::string_view phone, SimCard card) {
    const auto found = by_phone_.find(std::string(phone));
    if (found == by_phone_.end() || found->second->module == nullptr) return false;
    found->second->card = std::move(card);
    return true;
}

std::optional<SimCard> Network::remove_card(std::string_view phone) {
    const auto found = by_phone_.find(std::string(phone));
    if (found == by_phone_.end()) return std::nullopt;
    return std::exchange(found->second->card, std::nullopt);
}

const SimCard* Network::card(std::string_view phone) const {
    const auto found = by_phone_.find(std::string(phone));
    return found == by_phone_.end() || !found->second->card ? nullptr : &*found->second->card;
}

std::optional<MeterBoot> Network::boot(std::string_view phone, const SimCard& card) {
    const auto found = by_phone_.find(std::string(phone));
    if (found == by_phone_.end() || found->second->module == nullptr) return std::nullopt;
    Station& station = *found->second;
    station.card = card;
    station.on = true;
    station.restarting = false;
    ++station.boots;
    Startup startup = start(station);
    MeterBoot boot{startup.result, std::move(startup.records), std::move(startup.problem), 1, false};
    for (; startup.restarts && boot.starts < most_starts; ++boot.starts) startup = start(station);
    boot.loops = startup.restarts;
    if (boot.loops) log_.write("sim_loop", [&](base::Json& json) { json.set("phone", phone); });
    return boot;
}

}  // namespace gsmcfg::sim
