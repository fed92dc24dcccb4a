// One opener for each kind of device; open_link() chooses.
#pragma once

#include "gsmcfg/link/open_link.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace gsmcfg::link {

// The error of open(2) on a device.
[[nodiscard]] base::Error open_error(const std::filesystem::path& device, int error);

// `device` is a real path. `shown` is what the user wrote.
[[nodiscard]] bool is_serial_port(const std::filesystem::path& device);
[[nodiscard]] base::Result<std::unique_ptr<ByteLink>> open_serial(const std::filesystem::path& device, const std::string& shown,
                                                                  const LinkSettings& settings);
[[nodiscard]] base::Result<std::unique_ptr<ByteLink>> open_pty(const std::filesystem::path& device, const std::string& shown);
[[nodiscard]] base::Result<std::unique_ptr<ByteLink>> open_tcp(const std::string& address, base::MonoTime deadline,
                                                               base::StopToken stop);

}  // namespace gsmcfg::link
