#include "sim/personality_variants.hpp"

#include <algorithm>

namespace gsmcfg::sim {
namespace {

Personality named(const std::vector<Personality>& makes, std::string_view name) {
    return *std::ranges::find(makes, name, &Personality::name);
}

// A prompt of ">" and a line end, which gammu 1.42 waits beyond: gammu's issue 1176.
Personality sim7670(Personality one) {
    one.name = "sim7670";
    one.model = "SIM7670G-LNGV";
    one.revision = "+CGMR: 2382B02SIM767XM5A";
    one.prompt = "\r\n>\r\n";
    return one;
}

// Early firmware of SIM900 takes no <stat> at +CMGW. That its SIM refuses UPDATE RECORD: somewhere; so nothing is left but to
// send to oneself.
Personality sim900(Personality one) {
    one.name = "sim900";
    one.model = "SIMCOM_SIM900";
    one.revision = "Revision:1137B01SIM900M64_ST";
    one.record_update = RecordUpdate::refused_by_card;
    one.cmgw_no_stat = true;
    return one;
}

// Quectel UG AT command manual: +CMGW knows the <stat> 2 and 3 only.
Personality quectel_ug(Personality one) {
    one.name = "quectel-ug";
    one.model = "UG95";
    one.revision = "UG95AAR02A05E1G";
    one.cmgw_submit_only = true;
    return one;
}

// Siemens MC55: +CMGW is answered by OK and writes nothing unless AT^SM20=0,0. +CRSM refused: somewhere.
Personality siemens_mc55(Personality one) {
    one.name = "siemens-mc55";
    one.manufacturer = "SIEMENS";
    one.model = "MC55";
    one.revision = "REVISION 04.00";
    one.cmgw_without_writing = true;
    one.sim_records = false;
    return one;
}

}  // namespace

std::vector<Personality> with_variants(std::vector<Personality> makes) {
    const std::vector<Personality> more{sim7670(named(makes, "sim7600")), sim900(named(makes, "sim800")),
                                        quectel_ug(named(makes, "quectel-ec25")), siemens_mc55(named(makes, "cinterion"))};
    makes.insert(makes.end(), more.begin(), more.end());
    return makes;
}

}  // namespace gsmcfg::sim
