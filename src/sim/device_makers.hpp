// The simulated devices of the families that are no GS04/GB04. src/sim/README.md names the sources.
#pragma once

#include "sim/device.hpp"

namespace gsmcfg::sim {

[[nodiscard]] std::unique_ptr<Device> make_teltonika(MeterSpec spec);
[[nodiscard]] std::unique_ptr<Device> make_easy(MeterSpec spec);
[[nodiscard]] std::unique_ptr<Device> make_smartcom(MeterSpec spec);
[[nodiscard]] std::unique_ptr<Device> make_kamstrup(MeterSpec spec);
[[nodiscard]] std::unique_ptr<Device> make_robustel(MeterSpec spec);
[[nodiscard]] std::unique_ptr<Device> make_rayleigh(MeterSpec spec);

}  // namespace gsmcfg::sim
