// A way to a PostgreSQL server's socket that can be cut: what is said then waits.
#pragma once

#include "gsmcfg/base/stop.hpp"

#include <atomic>
#include <list>
#include <string>
#include <thread>
#include <utility>

namespace gsmcfg::test {

class Relay {
public:
    // Between a socket in `folder`, made by it, and the one in the server's. Throws std::runtime_error.
    Relay(const std::string& folder, const std::string& server_folder);
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    void cut() { cut_ = true; }
    void mend() { cut_ = false; }

private:
    void carry();
    void accept_one();
    // False at the end of a connection.
    static bool pass_on(int from, int to);

    std::string server_;
    int listener_ = -1;
    std::list<std::pair<int, int>> pairs_;
    std::atomic<bool> cut_{false};
    base::StopSource stop_;
    std::thread thread_;
};

}  // namespace gsmcfg::test
