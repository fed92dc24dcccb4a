#include "support/faulty_link.hpp"

namespace gsmcfg::test {

bool FaultyLink::fails(FaultyCall call, std::size_t count) {
    if (lost_ || (plan_.for_good && plan_.fired)) return true;
    if (call != plan_.call || count != plan_.nth) return false;
    plan_.fired = true;
    // A port that is gone stays gone until it is opened again.
    lost_ = plan_.code == base::ErrorCode::port_lost;
    return true;
}

// A time-out takes its time.
base::Error FaultyLink::failure(base::MonoTime deadline) {
    if (plan_.code == base::ErrorCode::timeout) clock().wait_until(deadline, {});
    return {plan_.code, name(), "planned failure", {}};
}

base::Result<std::size_t> FaultyLink::read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) {
    if (fails(FaultyCall::read, ++plan_.reads)) return base::fail(failure(deadline));
    return inner_->read_some(buffer, deadline, stop);
}

base::Result<void> FaultyLink::write_all(std::string_view bytes, base::MonoTime deadline) {
    if (!fails(FaultyCall::write, ++plan_.writes)) return inner_->write_all(bytes, deadline);
    return base::fail(failure(deadline));
}

}  // namespace gsmcfg::test
