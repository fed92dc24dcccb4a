// A socket that programs of this machine send lines to: systemd's notifications, its journal.
#pragma once

#include <string>
#include <string_view>

namespace gsmcfg::e2e {

class DatagramReceiver {
public:
    // At that path, which must not be there and not be long (sun_path). Throws std::runtime_error.
    explicit DatagramReceiver(const std::string& path);
    ~DatagramReceiver();
    DatagramReceiver(const DatagramReceiver&) = delete;
    DatagramReceiver& operator=(const DatagramReceiver&) = delete;

    // Whether the words are in what has come until now. Does not wait.
    [[nodiscard]] bool heard(std::string_view words);
    [[nodiscard]] const std::string& told() const { return told_; }

private:
    int socket_;
    std::string told_;
};

}  // namespace gsmcfg::e2e
