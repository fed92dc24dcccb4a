// Receiving: where a message or report goes, and how it is announced (TS 27.005 §3.4.1).
#include <fmt/format.h>

#include <algorithm>

#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

// TS 27.005 §3.4.1: after so long without +CNMA the modem stops routing to the host.
constexpr std::chrono::seconds acknowledgement_time{15};

}  // namespace

void ModemCore::await_acknowledgement() {
    if (csms_ != 1) return;
    awaiting_acknowledgement_ = true;
    queue_.after(acknowledgement_time, [this, number = ++acknowledgements_, session = sessions_] {
        if (!awaiting_acknowledgement_ || number != acknowledgements_ || session != sessions_) return;
        awaiting_acknowledgement_ = false;
        cnmi_[1] = cnmi_[3] = 0;
        log_.write("routing_off", [&](base::Json& json) { json.set("modem", index_); });
        network_.modem_ready(index_);
    });
}

bool ModemCore::receive(const Inbound& inbound) {
    if (!reachable()) return false;
    return inbound.report ? receive_report(inbound) : receive_message(inbound);
}

bool ModemCore::receive_report(const Inbound& inbound) {
    if (awaiting_acknowledgement_) return false;
    const base::Octets centre = encode_service_centre(Network::service_centre());
    const bool routed = cnmi_[3] == 1;
    MessageStorage* reports = cnmi_[3] == 2 ? find_storage("SR") : nullptr;
    std::optional<std::size_t> index;
    if (reports != nullptr) {
        StoredMessage message{MessageStatus::unread, centre, inbound.tpdu, inbound.from};
        message.report = true;
        index = reports->add(std::move(message));
        if (!index) {
            log_.write("no_room", [&](base::Json& json) { json.set("modem", index_).set("from", inbound.from); });
            return false;
        }
    }
    log_.write("inbound", [&](base::Json& json) {
        json.set("modem", index_).set("kind", "report").set("from", inbound.from).set("shown", routed);
        if (index) json.set("storage", "SR").set("index", *index);
        json.set("tpdu", base::to_hex(inbound.tpdu));
    });
    if (index) notify(personality_.report_index_lies ? "+CDSI: \"SM\",0" : fmt::format("+CDSI: \"SR\",{}", *index));
    if (!routed) return true;
    const std::string pdu = base::to_hex(centre) + base::to_hex(inbound.tpdu);
    notify(text_mode_ ? text_announcement(inbound)
                      : fmt::format("+CDS: {}{}\r\n{}", personality_.report_comma ? "," : "", inbound.tpdu.size(), pdu));
    await_acknowledgement();
    return true;
}

bool ModemCore::receive_message(const Inbound& inbound) {
    const bool direct = cnmi_[1] == 2;
    if (direct && awaiting_acknowledgement_) return false;
    if (!direct && condition_ == Condition::no_storage) return false;
    MessageStorage& places = storage(personality_.memories - 1);
    const base::Octets centre = encode_service_centre(Network::service_centre());
    std::optional<std::size_t> index;
    if (!direct) {
        index = places.add({MessageStatus::unread, centre, inbound.tpdu, inbound.from});
        if (!index) {
            if (!personality_.full_line.empty()) unsolicited(std::string(personality_.full_line));
            log_.write("no_room", [&](base::Json& json) { json.set("modem", index_).set("from", inbound.from); });
            return false;
        }
    }
    log_.write("inbound", [&](base::Json& json) {
        json.set("modem", index_).set("kind", "message").set("from", inbound.from).set("text", inbound.text);
        if (index) json.set("storage", places.name()).set("index", *index);
        if (inbound.reply != 0) json.set("reply", inbound.reply);
        json.set("tpdu", base::to_hex(inbound.tpdu));
    });
    if (cnmi_[1] == 0) return true;
    if (index) {
        announce(places, *index);
        return true;
    }
    const std::string pdu = base::to_hex(centre) + base::to_hex(inbound.tpdu);
    notify(text_mode_ ? text_announcement(inbound) : fmt::format("+CMT: ,{}\r\n{}", inbound.tpdu.size(), pdu));
    await_acknowledgement();
    return true;
}

void ModemCore::announce(const MessageStorage& places, std::size_t index) {
    if (chance_.fires(Fault::lost_announcement)) return;
    std::string line = fmt::format("+CMTI: \"{}\",{}", places.name(), index);
    if (chance_.fires(Fault::odd_announcement)) {
        const std::array<std::string, 3> odd{fmt::format("+CMTI: {},{}", places.name(), index),
                                             fmt::format("+CMTI: \"{}\",-1", places.name()),
                                             fmt::format("+CMTI: \"{}\",{}", places.name() == "SM" ? "ME" : "SM", index)};
        line = odd[chance_.random(Fault::odd_announcement).up_to(2)];
    }
    notify(std::move(line));
}

// Foreign messages take every place that is left, as if they had been there before the host came.
void ModemCore::fill_with_strangers() {
    if (condition_ == Condition::no_storage) return;
    MessageStorage& places = storage(personality_.memories - 1);
    while (places.used() < places.places()) {
        Deliver deliver;
        deliver.originator = make_address(fmt::format("+9995559{:04}", ++strangers_ % 10000));
        deliver.sent = options_.start_utc + queue_.elapsed();
        deliver.text = fmt::format("Advertisement {}", strangers_);
        StoredMessage message{MessageStatus::unread, encode_service_centre(Network::service_centre()), encode_deliver(deliver),
                              deliver.originator.text};
        const std::string tpdu = base::to_hex(message.tpdu);
        const auto index = places.add(std::move(message));
        log_.write("inbound", [&](base::Json& json) {
            json.set("modem", index_).set("kind", "message").set("from", deliver.originator.text).set("text", deliver.text);
            json.set("storage", places.name()).set("index", *index).set("tpdu", tpdu);
        });
    }
    if (!personality_.full_line.empty()) unsolicited(std::string(personality_.full_line));
}

}  // namespace gsmcfg::sim
