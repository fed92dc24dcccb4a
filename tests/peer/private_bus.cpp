#include "private_bus.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"
#include "support/source_dir.hpp"

#include <filesystem>
#include <stdexcept>

namespace gsmcfg::peer {
namespace {

namespace fs = std::filesystem;

std::string bus_configuration(const std::string& address) {
    std::string policy;
    for (const std::string type : {"method_call", "signal", "method_return", "error"})
        policy += "<allow send_type=\"" + type + "\"/><allow receive_type=\"" + type + "\"/>";
    return "<busconfig><type>system</type><listen>" + address +
           "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/><allow own=\"*\"/>" + policy +
           "</policy></busconfig>\n";
}

}  // namespace

// An abstract name: polkitd gives up being root and could not reach into the folder.
PrivateBus::PrivateBus(const std::string& folder) : address_("unix:abstract=" + folder + "/bus") {
    const auto configuration = folder + "/bus.conf";
    if (!base::write_file(configuration, bus_configuration(address_))) throw std::runtime_error(configuration);
    using Words = std::vector<std::string>;
    daemon_ = std::make_unique<e2e::Program>(
        Words{"/usr/bin/dbus-daemon", "--config-file=" + configuration, "--nofork", "--nopidfile", "--print-address"}, folder);
    if (!daemon_->until([this] { return daemon_->out().ends_with('\n'); }))
        throw std::runtime_error("dbus-daemon: " + daemon_->err());
    polkit_ = std::make_unique<e2e::Program>(Words{"/usr/lib/polkit-1/polkitd", "--no-debug"}, folder, environment());
}

std::map<std::string, std::string> PrivateBus::environment() const { return {{"DBUS_SYSTEM_BUS_ADDRESS", address_}}; }

PrivateStick::PrivateStick(const std::string& folder, const std::string& terminal) : keep_(folder + "/stick.keep") {
    if (!base::write_file(keep_, "")) throw std::runtime_error(keep_);
    // The testbed lives as long as the program in it; that one ends when the file goes, at the latest after five minutes.
    const std::string keeper =
        "ln -sf \"$2\" \"$UMOCKDEV_DIR/dev/ttyUSB0\"; echo \"$UMOCKDEV_DIR\"; n=0; "
        "while [ -e \"$1\" ] && [ $n -lt 3000 ]; do sleep 0.1; n=$((n+1)); done";
    program_ = std::make_unique<e2e::Program>(
        std::vector<std::string>{"/usr/bin/umockdev-run", "-d", test::source_dir() + "/tests/peer/stick.umockdev", "--",
                                 "/bin/sh", "-c", keeper, "sh", keep_, fs::canonical(terminal).string()},
        folder, std::map<std::string, std::string>{{"TMPDIR", folder}});
    if (!program_->until([this] { return program_->out().ends_with('\n'); }))
        throw std::runtime_error("umockdev-run: " + program_->err());
    root_ = std::string(base::trim(program_->out()));
}

PrivateStick::~PrivateStick() {
    std::error_code ignored;
    fs::remove(keep_, ignored);
    (void)program_->wait();
}

std::map<std::string, std::string> PrivateStick::environment() const {
    return {{"LD_PRELOAD", GSMCFG_TERMINAL_IOCTL ":libumockdev-preload.so.0"}, {"UMOCKDEV_DIR", root_}};
}

}  // namespace gsmcfg::peer
