// A device with a SIM of its own that is configured by text messages: text in, text out. Knows no time and no network.
#pragma once

#include "gsmcfg/sim/fleet.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

class Device {
public:
    explicit Device(MeterSpec spec) : spec_(std::move(spec)) {}
    virtual ~Device() = default;
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    struct Response {
        std::optional<std::string> reply;                // before loss and garbling; nothing = the device keeps silent
        std::vector<std::string> changed;                // names of stored settings that have another value now
        bool restarts = false;                           // with all that is stored
        bool configured = false;                         // a command that sets something was accepted
        std::optional<std::chrono::milliseconds> delay;  // of the reply, if the family has one of its own
    };
    // One message, from anybody.
    [[nodiscard]] virtual Response receive(std::string_view text) = 0;
    // The end of a restart or a power-up: what is stored is applied.
    void restart();

    // By the names of a fleet file's columns `mode` … `reset` and `settings`.
    [[nodiscard]] virtual SettingValues stored_values() const = 0;
    [[nodiscard]] virtual SettingValues applied_values() const = 0;

    // The text as it goes on the air: garbled if that is the device's nature.
    [[nodiscard]] std::string on_air(const std::string& reply);
    [[nodiscard]] const MeterSpec& spec() const { return spec_; }
    [[nodiscard]] unsigned restarts() const { return restarts_; }

protected:
    virtual void apply() = 0;
    // The serial number that the next reply shows.
    [[nodiscard]] std::string serial_for_reply();

    MeterSpec spec_;

private:
    unsigned restarts_ = 0;
    unsigned serials_ = 0;
    unsigned aired_ = 0;
};

// The device of that family. The family must be one of families() (std::invalid_argument).
[[nodiscard]] std::unique_ptr<Device> make_device(MeterSpec spec);

}  // namespace gsmcfg::sim
