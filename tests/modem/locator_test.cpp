#include "gsmcfg/modem/locator.hpp"

#include "support/scripted_link.hpp"

#include <gtest/gtest.h>

#include <map>

namespace gsmcfg::modem {
namespace {

using base::ErrorCode;
using test::Reply;
using test::Script;

const std::string first = "350000000000006";
const std::string second = "350000000000014";

// A machine whose ports come and go. The dialogues are scripted, in virtual time.
class Machine {
public:
    enum class Kind { sms, data, silent };

    void plug(const std::string& port, const std::string& usb, int interface, const std::string& imei, Kind kind = Kind::sms) {
        link::PortInfo info;
        info.name = "/dev/" + port;
        info.usb_path = usb;
        info.usb_interface = interface;
        info.usb_vendor = 0x2c7c;
        info.usb_product = 0x0125;
        info.usb_device_number = ++plugged_;
        info.driver = "option";
        ports_[info.name] = {info, script(imei, kind)};
    }
    void plug_serial(const std::string& port, const std::string& imei) {
        link::PortInfo info;
        info.name = "/dev/" + port;
        ports_[info.name] = {info, script(imei, Kind::sms)};
    }
    void unplug(const std::string& port) { ports_.erase("/dev/" + port); }

    PortAccess access() {
        PortAccess access;
        access.parallel = false;
        access.list = [this] {
            std::vector<link::PortInfo> list;
            for (const auto& [name, port] : ports_) list.push_back(port.info);
            return list;
        };
        access.usb_devices = [this] { return devices; };
        access.holder = [this](const std::string& port) { return holders.contains(port) ? holders.at(port) : std::string(); };
        access.open = [this](const std::string& port, int baud,
                             base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
            opened.push_back(port.substr(5));
            bauds.push_back(baud);
            return std::make_unique<Named>(ports_.at(port).script, clock, port);
        };
        return access;
    }

    test::VirtualClock clock;
    std::vector<link::UsbDevice> devices;
    std::map<std::string, std::string> holders;
    std::vector<std::string> opened;
    std::vector<int> bauds;

private:
    class Named final : public link::ByteLink {
    public:
        Named(Script& script, test::VirtualClock& clock, std::string name) : link_(script, clock), name_(std::move(name)) {}
        base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) override {
            return link_.read_some(buffer, deadline, stop);
        }
        base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override {
            return link_.write_all(bytes, deadline);
        }
        base::Clock& clock() override { return link_.clock(); }
        std::string name() const override { return name_; }

    private:
        test::ScriptedLink link_;
        std::string name_;
    };
    struct Port {
        link::PortInfo info;
        Script script;
    };

    static Script script(const std::string& imei, Kind kind) {
        const std::string ok = "\r\nOK\r\n";
        Script made = Script::warm_modem();
        made.on("ATV1", ok);
        made.on("AT+CMGF=?", kind == Kind::sms ? "\r\n+CMGF: (0,1)\r\n" + ok : "\r\nERROR\r\n");
        if (kind == Kind::silent) made.silent("AT");
        if (imei.empty()) made.replace("AT+CGSN", "\r\nERROR\r\n");
        else made.replace("AT+CGSN", "\r\n" + imei + "\r\n" + ok);
        return made;
    }

    std::map<std::string, Port> ports_;
    int plugged_ = 0;
};

ModemLocator locator(Machine& machine, const std::string& text, int baud = 115200) {
    return {*Selector::parse(text), baud, machine.access()};
}

// The port that was opened, or the error's name.
std::string port_of(ModemLocator& locator, std::string* detail = nullptr) {
    const auto link = locator.open({});
    if (detail != nullptr) *detail = link ? "" : link.error().detail;
    return link ? (*link)->name().substr(5) : std::string(name(link.error().code));
}

TEST(Selector, Parse) {
    struct Case {
        std::string text;
        std::optional<Selector::Kind> kind;  // none: refused
        std::string value;
        std::optional<int> interface;
    };
    using enum Selector::Kind;
    const std::vector<Case> cases{
        {"auto", automatic, "", {}},
        {"imei:350000000000006", imei, "350000000000006", {}},
        {"imei:35000000000000", imei, "35000000000000", {}},
        {"usb:1-1", usb, "1-1", {}},
        {"usb:3-1.2.4", usb, "3-1.2.4", {}},
        {"usb:1-1.2:1.3", usb, "1-1.2", 3},
        {"usb:1-1:2.10", usb, "1-1", 10},
        {"imei:", {}, "", {}},
        {"imei:3500000000000x6", {}, "", {}},
        {"imei:35000000000000678", {}, "", {}},
        {"usb:", {}, "", {}},
        {"usb:1", {}, "", {}},
        {"usb:1-", {}, "", {}},
        {"usb:1-1.", {}, "", {}},
        {"usb:1-1:", {}, "", {}},
        {"usb:1-1:1", {}, "", {}},
        {"usb:1-1:1.x", {}, "", {}},
        {"usb:1-1:1.2:3", {}, "", {}},
        {"usb:1-1:1.99999", {}, "", {}},
        {"automatic", {}, "", {}},
    };
    for (const auto& one : cases) {
        const auto parsed = Selector::parse(one.text);
        ASSERT_EQ(parsed.has_value(), one.kind.has_value()) << one.text;
        EXPECT_EQ(Selector::is_selector(one.text), one.text != "automatic") << one.text;
        if (!parsed) continue;
        EXPECT_EQ(parsed->kind, *one.kind) << one.text;
        EXPECT_EQ(parsed->value, one.value) << one.text;
        EXPECT_EQ(parsed->interface, one.interface) << one.text;
    }
    EXPECT_FALSE(Selector::is_selector("/dev/ttyUSB0"));
}

TEST(ModemLocator, FindsTheModemAndItsPort) {
    using Kind = Machine::Kind;
    Machine machine;
    machine.plug("ttyUSB0", "1-1", 0, first, Kind::silent);
    machine.plug("ttyUSB1", "1-1", 1, first, Kind::data);
    machine.plug("ttyUSB2", "1-1", 2, first);
    machine.plug("ttyUSB3", "1-2.4", 0, second);
    const std::vector<std::pair<std::string, std::string>> cases{
        {"imei:350000000000006", "ttyUSB2"},
        {"imei:35000000000001", "ttyUSB3"},
        {"usb:1-1", "ttyUSB2"},
        {"usb:1-2.4", "ttyUSB3"},
        {"usb:1-1:1.1", "ttyUSB1"},
        {"usb:1-1:1.2", "ttyUSB2"},
        {"usb:1-1:1.0", "not_found"},
        {"usb:1-1:1.7", "not_found"},
        {"usb:2-1", "not_found"},
        {"imei:990000000000000", "not_found"},
        {"auto", "conflict"},
    };
    for (const auto& [text, expected] : cases) {
        auto one = locator(machine, text);
        EXPECT_EQ(port_of(one), expected) << text;
    }
}

TEST(ModemLocator, SurvivesRenumbering) {
    for (const std::string text : {"imei:350000000000006", "usb:1-1", "auto"}) {
        Machine machine;
        machine.plug("ttyUSB0", "1-1", 0, first);
        auto one = locator(machine, text);
        ASSERT_EQ(port_of(one), "ttyUSB0") << text;
        machine.unplug("ttyUSB0");
        EXPECT_EQ(port_of(one), "not_found") << text;
        machine.plug("ttyUSB4", "1-1", 0, first);
        EXPECT_EQ(port_of(one), "ttyUSB4") << text;
    }
    for (const std::string text : {"imei:350000000000006", "auto"}) {
        Machine machine;
        machine.plug("ttyUSB0", "1-1", 0, first);
        auto one = locator(machine, text);
        ASSERT_EQ(port_of(one), "ttyUSB0") << text;
        machine.unplug("ttyUSB0");
        machine.plug("ttyUSB4", "1-3", 0, first);
        EXPECT_EQ(port_of(one), "ttyUSB4") << text << ": into another socket";
    }
}

TEST(ModemLocator, NeverTakesAnotherModemInItsPlace) {
    for (const std::string text : {"imei:350000000000006", "usb:1-1", "auto"}) {
        Machine machine;
        machine.plug("ttyUSB0", "1-1", 0, first);
        auto one = locator(machine, text);
        ASSERT_EQ(port_of(one), "ttyUSB0") << text;
        machine.unplug("ttyUSB0");
        machine.plug("ttyUSB0", "1-1", 0, second);
        std::string detail;
        EXPECT_EQ(port_of(one, &detail), "not_found") << text;
        EXPECT_NE(detail.find(first), std::string::npos) << text << ": " << detail;
        EXPECT_NE(detail.find(second), std::string::npos) << text << ": " << detail;
        machine.unplug("ttyUSB0");
        machine.plug("ttyUSB0", "1-1", 0, "");
        EXPECT_EQ(port_of(one), "not_found") << text << ": one that does not tell who it is is not taken for it";
        machine.plug("ttyUSB0", "1-1", 0, first);
        EXPECT_EQ(port_of(one), "ttyUSB0") << text;
    }
}

TEST(ModemLocator, AModemThatTellsNoImeiIsKnownByItsPlace) {
    Machine machine;
    machine.plug("ttyUSB0", "1-1", 0, "");
    auto one = locator(machine, "auto");
    ASSERT_EQ(port_of(one), "ttyUSB0");
    machine.unplug("ttyUSB0");
    machine.plug("ttyUSB1", "1-2", 0, "");
    EXPECT_EQ(port_of(one), "not_found");
    machine.plug("ttyUSB2", "1-1", 0, "");
    EXPECT_EQ(port_of(one), "ttyUSB2");
}

TEST(ModemLocator, AutoWithSeveralListsThem) {
    Machine machine;
    machine.plug("ttyUSB0", "1-1", 0, first);
    machine.plug("ttyUSB1", "1-2", 0, second);
    auto one = locator(machine, "auto");
    std::string detail;
    EXPECT_EQ(port_of(one, &detail), "conflict");
    EXPECT_NE(detail.find("--modem imei:" + first), std::string::npos) << detail;
    EXPECT_NE(detail.find("--modem imei:" + second), std::string::npos) << detail;
}

TEST(ModemLocator, AutoTakesTheFreeOneAndKeepsIt) {
    Machine machine;
    machine.plug("ttyUSB0", "1-1", 0, first);
    auto one = locator(machine, "auto");
    ASSERT_EQ(port_of(one), "ttyUSB0");
    machine.plug("ttyUSB1", "1-2", 0, second);
    EXPECT_EQ(port_of(one), "ttyUSB0") << "a second one that is plugged in later changes nothing";
}

TEST(ModemLocator, AHeldPortIsNotOpenedAndItsHolderNamed) {
    for (const std::string text : {"auto", "imei:350000000000006", "usb:1-1", "usb:1-1:1.0"}) {
        Machine machine;
        machine.plug("ttyUSB0", "1-1", 0, first);
        machine.holders["/dev/ttyUSB0"] = "ModemManager (process 812)";
        auto one = locator(machine, text);
        std::string detail;
        EXPECT_EQ(port_of(one, &detail), "port_busy") << text;
        EXPECT_NE(detail.find("ModemManager (process 812)"), std::string::npos) << detail;
        EXPECT_NE(detail.find("systemctl stop"), std::string::npos) << detail;
        EXPECT_TRUE(machine.opened.empty()) << text;
    }
}

TEST(ModemLocator, NothingThereSaysTheNextStep) {
    Machine machine;
    auto none = locator(machine, "auto");
    std::string detail;
    EXPECT_EQ(port_of(none, &detail), "not_found");
    EXPECT_NE(detail.find("is it plugged in?"), std::string::npos) << detail;
    machine.devices = {{"1-1", 0x12d1, 0x1f01, "HUAWEI", "Mobile", "", {{0, 8, 6, 0x50, "usb-storage"}}}};
    for (const std::string text : {"auto", "usb:1-1", "imei:350000000000006"}) {
        auto one = locator(machine, text);
        EXPECT_EQ(port_of(one, &detail), "not_found") << text;
        EXPECT_NE(detail.find("usb-modeswitch"), std::string::npos) << text << ": " << detail;
    }
    auto elsewhere = locator(machine, "usb:1-2");
    EXPECT_EQ(port_of(elsewhere, &detail), "not_found");
    EXPECT_EQ(detail.find("usb-modeswitch"), std::string::npos) << detail;
}

TEST(ModemLocator, LeavesOtherPortsInPeace) {
    Machine machine;
    machine.plug("ttyUSB0", "1-1", 0, first);
    machine.plug("ttyUSB2", "1-1", 1, first, Machine::Kind::silent);
    machine.plug("ttyUSB1", "1-2", 0, second);
    machine.plug_serial("ttyS0", "");
    auto one = locator(machine, "imei:" + first);
    ASSERT_EQ(port_of(one), "ttyUSB0");
    machine.opened.clear();
    ASSERT_EQ(port_of(one), "ttyUSB0");
    EXPECT_EQ(machine.opened, std::vector<std::string>{"ttyUSB0"}) << "where it was last is asked first";
    machine.unplug("ttyUSB0");
    machine.unplug("ttyUSB2");
    machine.opened.clear();
    EXPECT_EQ(port_of(one), "not_found");
    EXPECT_EQ(machine.opened, std::vector<std::string>{}) << "one that has told another IMEI, and a port without USB";
    machine.unplug("ttyUSB1");
    machine.plug("ttyUSB1", "1-2", 0, first);
    EXPECT_EQ(port_of(one), "ttyUSB1") << "plugged in anew it is asked anew";
}

TEST(ModemLocator, TriesTheGivenSpeedFirst) {
    Machine machine;
    machine.plug_serial("ttyS0", first);
    auto one = locator(machine, "auto", 9600);
    ASSERT_EQ(port_of(one), "ttyS0");
    EXPECT_EQ(machine.bauds, std::vector<int>{9600});
}

TEST(ModemLocator, AStopEndsTheSearch) {
    Machine machine;
    machine.plug("ttyUSB0", "1-1", 0, first);
    auto one = locator(machine, "auto");
    base::StopSource source;
    source.request();
    const auto link = one.open(base::StopToken(source));
    ASSERT_FALSE(link);
    EXPECT_EQ(link.error().code, ErrorCode::stopped);
    EXPECT_TRUE(machine.opened.empty());
}

}  // namespace
}  // namespace gsmcfg::modem
