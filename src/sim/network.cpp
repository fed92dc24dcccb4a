#include "sim/network.hpp"

#include <algorithm>

#include "sim/modem_core.hpp"

namespace gsmcfg::sim {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

Network::Network(const WorldOptions& options, EventQueue& queue, const TruthLog& log, Fleet fleet)
    : options_(options),
      queue_(queue),
      log_(log),
      random_(options.seed, "network"),
      chance_(options.faults, options.seed, log, std::nullopt) {
    for (MeterSpec& spec : fleet.meters) {
        std::string phone = spec.phone;
        stations_.push_back(std::make_unique<Station>(std::move(spec), options.seed));
        by_phone_.emplace(std::move(phone), stations_.back().get());
    }
}

base::UtcTime Network::utc() const { return options_.start_utc + queue_.elapsed(); }

void Network::submit(std::size_t modem, const Submit& submit, const base::Octets& tpdu) {
    nanoseconds validity = submit.validity.value_or(options_.default_validity);
    if (submit.valid_until) validity = *submit.valid_until - utc();
    const auto message =
        std::make_shared<Carried>(Carried{modem, modems_[modem]->own_number(), submit, queue_.now(), queue_.now() + validity});
    log_.write("submitted", [&](base::Json& json) {
        json.set("modem", modem).set("destination", submit.destination.text).set("text", submit.text);
        json.set("reference", submit.reference).set("parts", submit.part ? submit.part->total : 1);
        json.set("part", submit.part ? submit.part->number : 1).set("report_requested", submit.report_requested);
        json.set("validity_s", std::chrono::floor<std::chrono::seconds>(validity).count()).set("tpdu", base::to_hex(tpdu));
    });
    const std::string& to = submit.destination.text;
    for (std::size_t i = 0; i < modems_.size(); ++i) {
        if (modems_[i]->own_number() == to) send_text(i, message->from, submit.text, options_.transit);
    }
    const auto found = by_phone_.find(to);
    if (found == by_phone_.end()) return;
    nanoseconds delay = options_.transit + milliseconds(random_.up_to(static_cast<std::uint64_t>(options_.jitter.count())));
    if (random_.chance(options_.reordering)) {
        delay += milliseconds(random_.up_to(static_cast<std::uint64_t>(options_.reorder_delay.count())));
    }
    delay += fault_delay();
    const bool lost = chance_.fires(Fault::lost);
    if (random_.chance(options_.loss) || lost) {
        log_.write("lost",
                   [&](base::Json& json) { json.set("modem", modem).set("phone", to).set("reference", submit.reference); });
        return;
    }
    carry(message, delay, *found->second);
    const bool twice = chance_.fires(Fault::duplicate);
    if (random_.chance(options_.duplicates) || twice)
        carry(std::make_shared<Carried>(*message), delay + std::chrono::seconds(1), *found->second);
}

void Network::carry(const CarriedPtr& message, nanoseconds delay, Station& station) {
    queue_.after(delay, [this, message, &station] { arrive(message, station); });
}

void Network::arrive(const CarriedPtr& message, Station& station) {
    if (queue_.now() > message->expires) {
        expire(message);
    } else if (!station.on || station.restarting) {
        station.held.push_back(message);
        queue_.at(message->expires, [this, message] { expire(message); });
    } else {
        deliver(message, station);
    }
}

void Network::expire(const CarriedPtr& message) {
    if (message->done) return;
    message->done = true;
    log_.write("expired", [&](base::Json& json) {
        json.set("modem", message->modem)
            .set("phone", message->submit.destination.text)
            .set("reference", message->submit.reference);
    });
    report(*message, Discharge::expired);
}

void Network::deliver(const CarriedPtr& message, Station& station) {
    message->done = true;
    log_.write("delivered", [&](base::Json& json) {
        json.set("phone", station.device->spec().phone).set("modem", message->modem);
        json.set("reference", message->submit.reference).set("text", message->submit.text);
    });
    report(*message, Discharge::received);
    if (const auto text = assemble(station, *message)) command(station, *message, *text);
}

void Network::report(const Carried& message, Discharge status) {
    if (!message.submit.report_requested) return;
    StatusReport unit;
    unit.reference = message.submit.reference;
    unit.recipient = message.submit.destination;
    unit.sent = options_.start_utc + std::chrono::floor<milliseconds>(message.taken - queue_.start());
    unit.discharged = utc();
    unit.zone_quarters = options_.zone_quarters;
    unit.status = static_cast<std::uint8_t>(status);
    if (chance_.fires(Fault::lost_report)) return;
    const Inbound inbound{encode_status_report(unit), true, unit.recipient.text, {}, 0, message.from};
    nanoseconds delay = options_.report_delay;
    if (chance_.fires(Fault::late_report)) delay += seconds(60 + chance_.random(Fault::late_report).up_to(1740));
    const int copies = chance_.fires(Fault::duplicate_report) ? 2 : 1;
    for (int i = 0; i < copies; ++i) {
        queue_.after(delay + seconds(i), [this, modem = message.modem, inbound] { to_modem(modem, inbound); });
    }
}

nanoseconds Network::fault_delay() {
    nanoseconds delay{0};
    if (chance_.fires(Fault::reorder)) {
        delay += milliseconds(chance_.random(Fault::reorder).up_to(static_cast<std::uint64_t>(options_.reorder_delay.count())));
    }
    if (chance_.fires(Fault::late)) delay += seconds(60 + chance_.random(Fault::late).up_to(1740));
    return delay;
}

std::optional<std::string> Network::assemble(Station& station, const Carried& message) {
    const auto& part = message.submit.part;
    if (!part || part->total == 1) return message.submit.text;
    auto& fragments = station.fragments[{message.from, part->reference << 8U | part->total}];
    fragments[part->number] = message.submit.text;
    if (fragments.size() < part->total) return std::nullopt;
    std::string text;
    for (const auto& [number, fragment] : fragments) text += fragment;
    fragments.clear();
    return text;
}

void Network::command(Station& station, const Carried& message, const std::string& text) {
    const Behaviour& nature = station.device->spec().behaviour;
    if (nature.silent) return;
    const Device::Response response = station.device->receive(text);
    if (response.configured) clear_card(station);
    for (const std::string& setting : response.changed) {
        log_.write("stored", [&](base::Json& json) {
            const SettingValues stored = station.device->stored_values();
            json.set("phone", station.device->spec().phone).set("setting", setting).set("value", stored.at(setting));
            json.set("settings", to_json(stored));
        });
    }
    nanoseconds delay = reply_delay(station, response);
    if (nature.unsolicited && station.commands++ % 3 == 0) {
        const std::string alarm = "ALARM " + station.device->spec().serial + ": mains voltage low";
        queue_.after(delay / 2,
                     [this, &station, modem = message.modem, alarm] { send_reply(station, modem, alarm, false, nullptr); });
    }
    bool answers = response.reply && !nature.one_way;
    if (response.restarts) {
        const nanoseconds duration = restart_time(station);
        begin_restart(station, duration);
        if (nature.restart_before_reply) delay += duration;
        if (nature.no_mode_reply) answers = false;
    }
    if (answers) plan_reply(station, message.modem, *response.reply, delay);
}

nanoseconds Network::restart_time(Station& station) const {
    if (options_.restart_time) return *options_.restart_time;
    return milliseconds(15000 + station.random.up_to(15000));
}

nanoseconds Network::reply_delay(Station& station, const Device::Response& response) const {
    const MeterSpec& spec = station.device->spec();
    nanoseconds delay = spec.reply_delay.value_or(response.delay.value_or(options_.reply_delay));
    if (spec.behaviour.slow) delay = *spec.behaviour.slow;
    return delay;
}

void Network::begin_restart(Station& station, nanoseconds duration) {
    station.restarting = true;
    queue_.after(duration, [this, &station, boot = ++station.boots] {
        if (boot == station.boots) end_restart(station);
    });
}

void Network::end_restart(Station& station) {
    station.restarting = false;
    const Startup startup = start(station);
    const std::string& phone = station.device->spec().phone;
    station.card_starts = startup.restarts ? station.card_starts + 1 : 0;
    if (station.card_starts == most_starts) log_.write("sim_loop", [&](base::Json& json) { json.set("phone", phone); });
    if (startup.restarts) begin_restart(station, restart_time(station));
    // A held message may be MODE: then the rest waits for the next start.
    while (!station.held.empty() && !station.restarting) {
        const CarriedPtr message = station.held.front();
        station.held.pop_front();
        if (!message->done) deliver(message, station);
    }
}

bool Network::power(std::string_view phone, bool on) {
    const auto found = by_phone_.find(std::string(phone));
    if (found == by_phone_.end()) return false;
    Station& station = *found->second;
    if (station.on == on) return true;
    station.on = on;
    ++station.boots;
    station.restarting = false;
    if (on) begin_restart(station, restart_time(station));
    return true;
}

void Network::plan_reply(Station& station, std::size_t modem, const std::string& text, nanoseconds delay) {
    const Behaviour& nature = station.device->spec().behaviour;
    const unsigned number = ++station.replies;
    if (number == 1 && nature.late_first) delay += *nature.late_first;
    if (random_.chance(options_.reordering)) {
        delay += milliseconds(random_.up_to(static_cast<std::uint64_t>(options_.reorder_delay.count())));
    }
    delay += fault_delay();
    const bool lost_by_fault = chance_.fires(Fault::lost);
    const bool lost = std::ranges::find(nature.lost_replies, number) != nature.lost_replies.end() ||
                      random_.chance(options_.loss) || lost_by_fault;
    const std::string aired = station.device->on_air(text);
    const auto plan = [&](nanoseconds when, const SharedStamp& stamp) {
        queue_.after(when, [this, &station, modem, aired, lost, stamp] { send_reply(station, modem, aired, lost, stamp); });
    };
    const auto stamp = std::make_shared<std::optional<base::UtcTime>>();
    plan(delay, stamp);
    if (nature.duplicate_reply) plan(delay + std::chrono::seconds(2), nullptr);
    // What the network repeats carries the time stamp of the first.
    const bool twice = chance_.fires(Fault::duplicate);
    if (random_.chance(options_.duplicates) || twice) plan(delay, stamp);
}

// Nobody sends two messages within a second, and time stamps count seconds: in a world without latency they run ahead.
base::UtcTime Network::stamp_of(const std::string& from, const SharedStamp& shared) {
    if (shared && *shared) return **shared;
    auto& last = last_stamps_[from];
    last = std::max(std::chrono::floor<std::chrono::seconds>(utc()), last + std::chrono::seconds(1));
    if (shared) *shared = last;
    return last;
}

void Network::send_reply(Station& station, std::size_t modem, const std::string& text, bool lost, const SharedStamp& stamp) {
    const MeterSpec& spec = station.device->spec();
    const std::string tail = spec.phone.substr(spec.phone.size() - std::min<std::size_t>(4, spec.phone.size()));
    const std::string from = spec.behaviour.stranger ? "+9995550" + tail : spec.phone;
    const unsigned reply = ++replies_;
    log_.write("reply", [&](base::Json& json) {
        json.set("reply", reply);
        json.set("phone", spec.phone).set("from", from).set("modem", modem).set("text", text).set("lost", lost);
    });
    if (!lost) send_text(modem, from, text, nanoseconds(0), stamp, reply);
}

void Network::send_text(std::size_t modem, const std::string& from, const std::string& text, nanoseconds delay,
                        const SharedStamp& shared, unsigned reply) {
    const auto stamp = stamp_of(from, shared);
    const auto pieces = split_text(text);
    if (pieces.size() > 1) ++concat_reference_;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        Deliver deliver;
        deliver.originator = make_address(from);
        deliver.sent = stamp;
        deliver.zone_quarters = options_.zone_quarters;
        deliver.text = pieces[i];
        if (pieces.size() > 1) {
            deliver.part = Part{concat_reference_ & 0xFFU, static_cast<unsigned>(pieces.size()), static_cast<unsigned>(i + 1)};
        }
        Inbound inbound{encode_deliver(deliver), false, from, pieces[i], reply, modems_[modem]->own_number()};
        if (delay.count() == 0) {
            to_modem(modem, std::move(inbound));
        } else {
            queue_.after(delay, [this, modem, inbound] { to_modem(modem, inbound); });
        }
    }
}

void Network::to_modem(std::size_t modem, Inbound inbound) {
    auto& waiting = waiting_[modem];
    const bool here = inbound.to == modems_[modem]->own_number();
    const bool behind = std::ranges::any_of(
        waiting, [&](const Inbound& other) { return other.report == inbound.report && other.to == inbound.to; });
    if (!here || behind || !modems_[modem]->receive(inbound)) waiting.push_back(std::move(inbound));
}

void Network::modem_ready(std::size_t modem) {
    if (waiting_[modem].empty()) return;
    queue_.after(options_.redelivery, [this, modem] { drain(modem); });
}

void Network::drain(std::size_t modem) {
    auto& waiting = waiting_[modem];
    bool room[2] = {true, true};  // for messages, for reports: each kind keeps its order
    for (auto next = waiting.begin(); next != waiting.end() && (room[0] || room[1]);) {
        if (next->to != modems_[modem]->own_number()) {
            ++next;  // for a SIM that is not there now
            continue;
        }
        bool& open = room[next->report ? 1 : 0];
        open = open && modems_[modem]->receive(*next);
        next = open ? waiting.erase(next) : std::next(next);
    }
}

const Device* Network::find(std::string_view phone) const {
    const auto found = by_phone_.find(std::string(phone));
    return found == by_phone_.end() ? nullptr : found->second->device.get();
}

const SimMeter* Network::find_module(std::string_view phone) const {
    const auto found = by_phone_.find(std::string(phone));
    return found == by_phone_.end() ? nullptr : found->second->module;
}

void Network::write_final() const {
    for (const auto& [modem, units] : waiting_) {
        for (const Inbound& unit : units) {
            log_.write("waiting", [&, modem = modem](base::Json& json) {
                json.set("modem", modem).set("kind", unit.report ? "report" : "message").set("from", unit.from);
                json.set("text", unit.text);
                if (unit.reply != 0) json.set("reply", unit.reply);
                json.set("tpdu", base::to_hex(unit.tpdu));
            });
        }
    }
    for (const auto& station : stations_) {
        const Device& meter = *station->device;
        log_.write("final", [&](base::Json& json) {
            json.set("phone", meter.spec().phone).set("serial", meter.spec().serial);
            json.set("stored", to_json(meter.stored_values()))
                .set("applied", to_json(meter.applied_values()))
                .set("restarts", meter.restarts());
        });
    }
}

}  // namespace gsmcfg::sim
