// What ModemManager needs of a machine, made for it alone: a system bus with polkit, and a USB stick.
#pragma once

#include "e2e/program.hpp"

#include <map>
#include <memory>
#include <string>

namespace gsmcfg::peer {

// dbus-daemon and polkitd in a folder. polkitd says yes to root only.
class PrivateBus {
public:
    explicit PrivateBus(const std::string& folder);
    [[nodiscard]] std::map<std::string, std::string> environment() const;

private:
    std::string address_;
    std::unique_ptr<e2e::Program> daemon_;
    std::unique_ptr<e2e::Program> polkit_;
};

// A stick with one port, ttyUSB0, that is this terminal; shown by umockdev to programs with its environment.
class PrivateStick {
public:
    PrivateStick(const std::string& folder, const std::string& terminal);
    ~PrivateStick();
    PrivateStick(const PrivateStick&) = delete;
    PrivateStick& operator=(const PrivateStick&) = delete;
    [[nodiscard]] std::map<std::string, std::string> environment() const;

private:
    std::string root_;
    std::string keep_;
    std::unique_ptr<e2e::Program> program_;
};

}  // namespace gsmcfg::peer
