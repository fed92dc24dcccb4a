#include "change_source.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>

namespace gsmcfg::store {
namespace {

class LogChanges final : public ChangeSource {
public:
    explicit LogChanges(const std::string& database_path)
        : inotify_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
          watching_(inotify_ >= 0 && inotify_add_watch(inotify_, (database_path + "-wal").c_str(), IN_MODIFY) >= 0) {}
    ~LogChanges() override {
        if (inotify_ >= 0) close(inotify_);
    }
    LogChanges(const LogChanges&) = delete;
    LogChanges& operator=(const LogChanges&) = delete;

    [[nodiscard]] int fd() const override { return watching_ ? inotify_ : -1; }
    void take() override {
        std::array<char, 4096> events{};
        while (read(inotify_, events.data(), events.size()) > 0) {}
    }
    bool restore() override { return watching_; }

private:
    int inotify_;
    bool watching_;
};

}  // namespace

std::unique_ptr<ChangeSource> log_changes(const std::string& database_path) {
    return std::make_unique<LogChanges>(database_path);
}

}  // namespace gsmcfg::store
