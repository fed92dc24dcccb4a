#include "gsmcfg/modem/finder.hpp"

#include "modem/usb_vendors.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::modem {
namespace {

FoundPort port(const std::string& name, PortState state, const std::string& usb = "", int interface = 0, int vendor = 0x12d1,
               const std::string& imei = "") {
    FoundPort made;
    made.info.name = "/dev/" + name;
    made.info.usb_path = usb;
    if (!usb.empty()) {
        made.info.usb_vendor = static_cast<std::uint16_t>(vendor);
        made.info.usb_product = 0x1001;
        made.info.usb_interface = interface;
        made.info.manufacturer = "ACME";
        made.info.product = "Stick";
    }
    made.state = state;
    made.imei = imei;
    if (state == PortState::sms) made.baud = 115200;
    if (state == PortState::held) made.problem = "the port is in use by minicom (process 7)";
    return made;
}

const std::string one = "350000000000006";
const std::string other = "350000000000014";

// "ttyUSB0 ttyUSB1* | ttyUSB3": modems apart, the port to use with a star.
std::string shape(const std::vector<FoundModem>& modems) {
    std::string text;
    for (const auto& modem : modems) {
        if (!text.empty()) text += " | ";
        if (modem.ports.empty()) text += "USB " + modem.usb_path;
        for (std::size_t at = 0; at < modem.ports.size(); ++at) {
            if (at > 0) text += " ";
            text += modem.ports[at].info.name.substr(5) + (modem.sms_port == at ? "*" : "");
        }
    }
    return text;
}

TEST(GroupModems, PortsOfOneModem) {
    using enum PortState;
    constexpr int quectel = 0x2c7c;
    constexpr int converter = 0x0403;
    struct Case {
        std::string name;
        std::vector<FoundPort> ports;
        std::string shape;
    };
    const std::vector<Case> cases{
        {"nothing", {}, ""},
        {"one stick, its ports by interface",
         {port("ttyUSB1", silent, "1-1", 2, quectel), port("ttyUSB0", sms, "1-1", 1, quectel, one)},
         "ttyUSB0* ttyUSB1"},
        {"the first port that does SMS",
         {port("ttyUSB0", silent, "1-1", 0, quectel), port("ttyUSB2", sms, "1-1", 2, quectel, one),
          port("ttyUSB3", sms, "1-1", 3, quectel, one)},
         "ttyUSB0 ttyUSB2* ttyUSB3"},
        {"on Huawei the last",
         {port("ttyUSB0", sms, "1-1", 0, 0x12d1, one), port("ttyUSB1", silent, "1-1", 1),
          port("ttyUSB2", sms, "1-1", 2, 0x12d1, one)},
         "ttyUSB0 ttyUSB1 ttyUSB2*"},
        {"on Huawei not one that is at_only",
         {port("ttyUSB0", sms, "1-1", 0, 0x12d1, one), port("ttyUSB1", at_only, "1-1", 1, 0x12d1, one)},
         "ttyUSB0* ttyUSB1"},
        {"two sticks",
         {port("ttyUSB0", sms, "1-1", 0, quectel, one), port("ttyUSB1", sms, "1-2", 0, quectel, other)},
         "ttyUSB0* | ttyUSB1*"},
        {"two sticks with one copied IMEI",
         {port("ttyUSB0", sms, "1-1", 0, quectel, one), port("ttyUSB1", sms, "1-2", 0, quectel, one)},
         "ttyUSB0* | ttyUSB1*"},
        {"two wires to one modem", {port("ttyS0", at_only, "", 0, 0, one), port("ttyS1", sms, "", 0, 0, one)}, "ttyS0 ttyS1*"},
        {"two converters to one modem",
         {port("ttyUSB0", at_only, "1-1", 0, converter, one), port("ttyUSB1", sms, "1-2", 0, converter, one)},
         "ttyUSB0 ttyUSB1*"},
        {"a wire and a stick's own port, the wire told first",
         {port("ttyS0", sms, "", 0, 0, one), port("ttyUSB0", silent, "1-1", 0, quectel),
          port("ttyUSB1", at_only, "1-1", 1, quectel, one)},
         "ttyS0* ttyUSB0 ttyUSB1"},
        {"ports without an IMEI stay apart", {port("ttyS0", sms), port("ttyS1", sms)}, "ttyS0* | ttyS1*"},
    };
    for (const auto& [name, ports, expected] : cases) EXPECT_EQ(shape(group_modems(ports, {})), expected) << name;
}

TEST(GroupModems, SaysWhatIsWrongAndWhatToDo) {
    using enum PortState;
    struct Case {
        std::string name;
        std::vector<FoundPort> ports;
        std::string problem;  // a part of it; empty: none
    };
    const std::vector<Case> cases{
        {"usable", {port("ttyUSB0", sms, "1-1"), port("ttyUSB1", held, "1-1", 1)}, ""},
        {"not asked", {port("ttyUSB0", not_probed, "1-1")}, ""},
        {"held",
         {port("ttyUSB0", held, "1-1"), port("ttyUSB1", silent, "1-1", 1)},
         "/dev/ttyUSB0: the port is in use by minicom"},
        {"held, and the other port can't do it",
         {port("ttyUSB0", at_only, "1-1"), port("ttyUSB1", held, "1-1", 1)},
         "in use by minicom"},
        {"data only", {port("ttyUSB0", at_only, "1-1")}, "no SMS command"},
        {"a silent stick", {port("ttyUSB0", silent, "1-1")}, "none of its ports answers"},
        {"a silent port", {port("ttyS0", silent)}, "nothing answers AT"},
    };
    for (const auto& [name, ports, problem] : cases) {
        const auto modems = group_modems(ports, {});
        ASSERT_EQ(modems.size(), 1U) << name;
        EXPECT_EQ(modems[0].problem.empty(), problem.empty()) << name << ": " << modems[0].problem;
        EXPECT_NE(modems[0].problem.find(problem), std::string::npos) << name << ": " << modems[0].problem;
    }
    EXPECT_FALSE(group_modems({port("ttyS0", silent)}, {})[0].is_modem);
    EXPECT_TRUE(group_modems({port("ttyUSB0", silent, "1-1")}, {})[0].is_modem);
}

TEST(GroupModems, NamesThemForTheCommandLine) {
    using enum PortState;
    EXPECT_EQ(group_modems({port("ttyUSB0", sms, "1-1", 0, 0x12d1, one)}, {})[0].selector, "imei:" + one);
    EXPECT_EQ(group_modems({port("ttyUSB0", sms, "1-1")}, {})[0].selector, "usb:1-1");
    EXPECT_EQ(group_modems({port("ttyS0", sms)}, {})[0].selector, "/dev/ttyS0");
    const auto copies =
        group_modems({port("ttyUSB0", sms, "1-1", 0, 0x12d1, one), port("ttyUSB1", sms, "1-2", 0, 0x12d1, one)}, {});
    EXPECT_EQ(copies[1].selector, "usb:1-2");
}

link::UsbDevice stick(std::vector<link::UsbInterface> interfaces, int vendor = 0x12d1) {
    return {"1-1", static_cast<std::uint16_t>(vendor), 0x14dc, "HUAWEI", "Mobile", "", std::move(interfaces)};
}

TEST(PortlessStick, IsNamedWithItsCure) {
    struct Case {
        std::string name;
        link::UsbDevice device;
        std::string problem;  // empty: not taken for a modem
        std::string cure;
    };
    const std::vector<Case> cases{
        {"disk", stick({{0, 0x08, 0x06, 0x50, "usb-storage"}}), "as a disk", "usb-modeswitch"},
        {"disk of another make", stick({{0, 0x08, 0x06, 0x50, "usb-storage"}}, 0x19d2), "as a disk", "usb-modeswitch"},
        {"HiLink: ECM and a disk", stick({{0, 2, 6, 0, "cdc_ether"}, {1, 10, 0, 0, "cdc_ether"}, {2, 8, 6, 0x50, "usb-storage"}}),
         "network mode", "firmware"},
        {"NCM", stick({{0, 2, 0x0d, 0, "cdc_ncm"}}), "network mode", "another modem"},
        {"MBIM without a driver", stick({{0, 2, 0x0e, 0, ""}}), "network mode", "another modem"},
        {"RNDIS", stick({{0, 0xe0, 1, 3, "rndis_host"}, {1, 10, 0, 0, "rndis_host"}}), "network mode", "HiLink"},
        {"RNDIS, other form", stick({{0, 2, 2, 0xff, "rndis_host"}}), "network mode", "HiLink"},
        {"Huawei's own NCM", stick({{0, 0xff, 2, 0x16, "huawei_cdc_ncm"}}), "network mode", "HiLink"},
        {"ports without a driver", stick({{0, 0xff, 1, 1, ""}, {1, 0xff, 1, 2, ""}}), "no driver",
         "12d1 14dc > /sys/bus/usb-serial"},
        {"a disk of a maker of disks", stick({{0, 0x08, 0x06, 0x50, "usb-storage"}}, 0x0781), "", ""},
        {"a network card of another maker", stick({{0, 2, 6, 0, "cdc_ether"}}, 0x0bda), "", ""},
        {"a modem maker's keyboard", stick({{0, 3, 1, 1, "usbhid"}}), "", ""},
    };
    for (const auto& [name, device, problem, cure] : cases) {
        const auto modems = group_modems({}, {device});
        ASSERT_EQ(modems.size(), problem.empty() ? 0U : 1U) << name;
        if (problem.empty()) continue;
        EXPECT_TRUE(modems[0].is_modem && !modems[0].sms_port) << name;
        EXPECT_NE(modems[0].problem.find(problem), std::string::npos) << name << ": " << modems[0].problem;
        EXPECT_NE(modems[0].cure.find(cure), std::string::npos) << name << ": " << modems[0].cure;
    }
    const auto with_port = group_modems({port("ttyUSB0", PortState::sms, "1-1")}, {stick({{0, 8, 6, 0x50, ""}})});
    EXPECT_EQ(with_port.size(), 1U) << "a stick with a port and a disk beside it is no stick without a port";
}

TEST(Title, NamesAModemOnce) {
    const auto of = [](const std::string& make, const std::string& model) {
        FoundModem modem;
        modem.make = make;
        modem.model = model;
        return title(modem);
    };
    EXPECT_EQ(of("Quectel", "EC25"), "Quectel EC25");
    EXPECT_EQ(of("HUAWEI", "Huawei Mobile"), "Huawei Mobile");
    EXPECT_EQ(of("", "EC25"), "EC25");
    EXPECT_EQ(of("Quectel", ""), "Quectel");
    EXPECT_EQ(of("", ""), "");
    EXPECT_EQ(of("A\x1b[31m", "B").find('\x1b'), std::string::npos);
}

TEST(SameImei, IgnoresTheLastDigit) {
    EXPECT_TRUE(same_imei("350000000000006", "350000000000006"));
    EXPECT_TRUE(same_imei("350000000000006", "35000000000000"));
    EXPECT_TRUE(same_imei("350000000000006", "3500000000000001"));
    EXPECT_FALSE(same_imei("350000000000006", "350000000000014"));
    EXPECT_FALSE(same_imei("", ""));
}

}  // namespace
}  // namespace gsmcfg::modem
