// A real file system of a few megabytes, seen by this process and the programs that it starts.
#pragma once

#include <cstdint>
#include <string>

namespace gsmcfg::e2e {

class SmallDisk {
public:
    // Mounted at `folder`, which must be there. Needs root or user namespaces. Throws std::runtime_error.
    SmallDisk(std::string folder, std::int64_t octets);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    [[nodiscard]] const std::string& folder() const { return folder_; }
    // Takes all the room that is left, or but so many octets of it.
    void fill(std::int64_t but = 0) const;
    // Gives it back.
    void empty() const;
    void make_read_only(bool read_only) const;

private:
    std::string folder_;
};

}  // namespace gsmcfg::e2e
