#include "support/scripted_link.hpp"

#include <algorithm>

namespace gsmcfg::test {

using base::ErrorCode;

Script& Script::on(const std::string& written, Reply reply) {
    replies_[written].push_back(std::move(reply));
    return *this;
}

Script& Script::replace(const std::string& written, const std::string& bytes) { return replace(written, Reply{{bytes}}); }

Script& Script::replace(const std::string& written, Reply reply) {
    replies_[written].clear();
    return on(written, std::move(reply));
}

std::optional<Reply> Script::next(const std::string& written) {
    auto place = replies_.find(written);
    if (place == replies_.end() && written.ends_with('\x1a')) place = replies_.find("*\x1a");
    if (place == replies_.end()) return std::nullopt;
    Reply reply = place->second.front();
    if (place->second.size() > 1) place->second.pop_front();
    return reply;
}

std::size_t Script::count(std::string_view written) const { return static_cast<std::size_t>(std::ranges::count(log, written)); }

std::vector<std::string> Script::starting(std::string_view start) const {
    std::vector<std::string> found;
    std::ranges::copy_if(log, std::back_inserter(found), [&](const std::string& entry) { return entry.starts_with(start); });
    return found;
}

Script Script::warm_modem() {
    const std::string ok = "\r\nOK\r\n";
    Script script;
    for (const char* const command :
         {"AT", "ATZ", "ATE0", "ATV1", "AT+CMEE=1", "AT+CMGF=0", "AT+CNMI=2,1,0,1,0", "AT+COPS=3,0", "AT+CMMS=2"}) {
        script.on(command, ok);
    }
    script.on("\x1b", Reply{});
    script.on("AT+CGMI", "\r\nACME\r\n" + ok);
    script.on("AT+CGMM", "\r\nM1\r\n" + ok);
    script.on("AT+CGMR", "\r\nRevision:1.0\r\n" + ok);
    script.on("AT+CGSN", "\r\n350000000000006\r\n" + ok);
    script.on("AT+CFUN?", "\r\n+CFUN: 1\r\n" + ok);
    script.on("AT+CPIN?", "\r\n+CPIN: READY\r\n" + ok);
    script.on("AT+CSMS=0", "\r\n+CSMS: 1,1,1\r\n" + ok);
    script.on("AT+CPMS=?", "\r\n+CPMS: (\"SM\",\"ME\"),(\"SM\",\"ME\"),(\"SM\",\"ME\")\r\n" + ok);
    script.on("AT+CPMS=\"SM\",\"SM\",\"SM\"", "\r\n+CPMS: 0,20,0,20,0,20\r\n" + ok);
    script.on("AT+CPMS=\"ME\",\"SM\",\"SM\"", "\r\n+CPMS: 0,99,0,20,0,20\r\n" + ok);
    script.on("AT+CSCA?", "\r\n+CSCA: \"+99900000000\",145\r\n" + ok);
    script.on("AT+CREG?", "\r\n+CREG: 0,1\r\n" + ok);
    script.on("AT+CSQ", "\r\n+CSQ: 17,99\r\n" + ok);
    script.on("AT+COPS?", "\r\n+COPS: 0,0,\"Testnet\",7\r\n" + ok);
    script.on("AT+CIMI", "\r\n999010000000001\r\n" + ok);
    script.on("AT+CCID", "\r\n+CCID: 8999010000000000001F\r\n" + ok);
    script.on("AT+CMGL=4", ok);
    return script;
}

void ScriptedLink::arrive(base::MonoTime at, const std::string& bytes) {
    if (bytes.empty()) return;
    const auto place = std::ranges::upper_bound(arrivals_, at, {}, &Arrival::at);
    arrivals_.insert(place, {at, bytes});
}

void ScriptedLink::send(const std::string& bytes, std::chrono::milliseconds after) { arrive(clock_.now() + after, bytes); }

base::Result<std::size_t> ScriptedLink::read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) {
    if (stop.requested()) return base::fail(ErrorCode::stopped, name(), "stopped");
    if (!arrivals_.empty() && (arrivals_.front().at <= clock_.now() || arrivals_.front().at <= deadline)) {
        Arrival& first = arrivals_.front();
        clock_.advance_to(first.at);
        const std::size_t size = std::min({buffer.size(), first.bytes.size(), chunk_});
        std::copy_n(first.bytes.begin(), size, buffer.begin());
        first.bytes.erase(0, size);
        if (first.bytes.empty()) arrivals_.pop_front();
        return size;
    }
    if (arrivals_.empty() && lost_) return base::fail(ErrorCode::port_lost, name(), "the port is gone");
    clock_.advance_to(deadline);
    return base::fail(ErrorCode::timeout, name(), "nothing came in time");
}

base::Result<void> ScriptedLink::write_all(std::string_view bytes, base::MonoTime) {
    if (lost_ && arrivals_.empty()) return base::fail(ErrorCode::port_lost, name(), "the port is gone");
    std::string written(bytes);
    if (written.ends_with('\r')) written.pop_back();
    script_.log.push_back(written);
    if (!lose_after_.empty() && bytes.ends_with(lose_after_)) lost_ = true;
    const Reply reply = script_.next(written).value_or(Reply{{"\r\nERROR\r\n"}});
    base::MonoTime at = clock_.now();
    for (const Piece& piece : reply) arrive(at += piece.after, piece.bytes);
    return {};
}

}  // namespace gsmcfg::test
