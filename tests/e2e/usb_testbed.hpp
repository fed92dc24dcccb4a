// A machine with USB sticks that are not there: umockdev shows them to the programs under test.
#pragma once

#include "program.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gsmcfg::e2e {

class UsbTestbed {
public:
    // Why a test that needs it can't run here; empty if it can.
    [[nodiscard]] static std::string missing();

    // `sticks`: names of files in tests/e2e/usb, without ".umockdev". `renamed`: words of theirs and what stands there
    // instead ("ttyUSB0" → "ttyUSB20").
    UsbTestbed(const std::string& folder, const std::vector<std::string>& sticks,
               const std::map<std::string, std::string>& renamed = {});
    ~UsbTestbed();
    UsbTestbed(const UsbTestbed&) = delete;
    UsbTestbed& operator=(const UsbTestbed&) = delete;

    // For programs that are to see the sticks and, beside them, only what is real.
    [[nodiscard]] std::map<std::string, std::string> environment() const;
    // Behind the port is this terminal from now on: what a simulated modem has given as its port.
    void connect(const std::string& port, const std::string& terminal) const;
    // The terminal behind a port.
    [[nodiscard]] std::string terminal(const std::string& port) const;

    // What was to be seen in `other` is seen here from now on, by programs that run already too.
    void become(UsbTestbed& other) const;

private:
    std::string root_;
    std::string keep_;
    std::unique_ptr<Program> program_;
};

}  // namespace gsmcfg::e2e
