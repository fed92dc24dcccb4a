// A modem's line: opened, cured, listened to. The inside of ModemChannel.
#pragma once

#include "gsmcfg/link/trace_link.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "modem/bring_up.hpp"
#include "modem/mailbox.hpp"
#include "modem/recovery.hpp"
#include "modem/sender.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::modem {

class Line {
public:
    Line(std::string name, LinkOpener opener, base::Clock& clock, ModemOptions options);

    // line_opening.cpp: from no port to a modem at work.
    base::Result<channel::LineIdentity> open(base::StopToken stop);
    base::Result<ModemInfo> identify(base::StopToken stop);
    void suspect();

    // line.cpp: at work.
    channel::SubmitResult submit(const channel::Outbound& message, base::StopToken stop);
    base::Result<std::vector<channel::Event>> receive(base::MonoTime deadline, base::StopToken stop);
    base::Result<void> acknowledge(std::span<const channel::Token> tokens);
    std::optional<channel::LineStatus> look(base::StopToken stop);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] base::Clock& clock() const { return clock_; }
    [[nodiscard]] const ModemInfo& info() const { return state_.info; }
    [[nodiscard]] Dialogue* dialogue() const { return dialogue_.get(); }
    [[nodiscard]] const std::shared_ptr<link::TraceMask>& mask() const { return options_.mask; }
    [[nodiscard]] std::string recent_dialogue() const { return recorder_->text(); }
    [[nodiscard]] std::size_t commands() const { return commands_before_ + (dialogue_ ? dialogue_->commands() : 0); }

private:
    void close();
    void close(std::string reason);
    base::Result<void> open_link(base::StopToken stop);
    base::Result<void> attempt(base::StopToken stop);
    [[nodiscard]] Symptom symptom_of(const base::Error& error) const;
    base::Result<void> cure(Cure cure, base::StopToken stop);
    base::Result<void> radio_off_and_on(base::StopToken stop);
    base::Result<void> reset(base::StopToken stop);
    base::Result<void> await_return(base::StopToken stop);
    base::Result<void> bring_up_and_list(base::StopToken stop);
    base::Result<void> bring_up_undisturbed(base::StopToken stop);

    base::Result<void> up(base::StopToken stop);
    base::Result<void> closes_if_gone(base::Result<void> result);
    void did_its_work();
    void absorb();
    void absorb_one(const at::Unsolicited& line);
    void absorb_registration(const at::Unsolicited& line);
    void notice(channel::LineNotice::Kind kind, std::string_view line);
    void watch_storage();
    [[nodiscard]] base::MonoTime next_listing() const;
    [[nodiscard]] std::optional<base::MonoTime> next_fetch() const;
    base::Result<void> collect(base::StopToken stop);

    std::string name_;
    LinkOpener opener_;
    base::Clock& clock_;
    ModemOptions options_;
    base::MonoTime begin_;
    std::shared_ptr<link::FlightRecorder> recorder_ = std::make_shared<link::FlightRecorder>();
    LineState state_;
    std::unique_ptr<Dialogue> dialogue_;
    std::size_t commands_before_ = 0;  // of dialogues that are closed

    std::vector<channel::Event> events_;
    Mailbox mailbox_;
    Sender sender_;
    Recovery recovery_;
    bool answers_ = false;    // AT, since the link was opened
    bool suspected_ = false;  // until something is received
    bool idle_ = false;       // brought up, and has not done any work since
    bool pin_tried_ = false;
    bool restarted_ = false;
    bool coming_up_ = false;
    bool told_of_storage_ = false;
    int stumbles_ = 0;   // lost answers in a row while reading messages
    int undeleted_ = 0;  // attempts to delete in a row that failed
    std::string closed_because_ = "the line is not open";
    base::MonoTime brought_up_{};
    base::MonoTime listed_{};
    base::MonoTime fetched_{};
    std::optional<base::MonoTime> first_announced_;
    base::MonoTime last_announced_{};
};

}  // namespace gsmcfg::modem
