#include "storage_access.hpp"

#include "interrupt.hpp"
#include "modem_loan.hpp"
#include "passwords.hpp"
#include "version.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/modem/line_survey.hpp"
#include "gsmcfg/service/inbound_desk.hpp"
#include "gsmcfg/store/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

base::Result<modem::MessageStorage> open_storage(modem::ModemChannel& channel, base::StopToken stop) {
    if (auto identified = channel.identify(stop); !identified) return base::fail(std::move(identified.error()));
    auto storage = modem::MessageStorage::open(*channel.dialogue(), stop);
    if (storage || storage.error().code != base::ErrorCode::refused) return storage;
    // A PIN to enter, a radio that is off: the whole bring-up sees to that. Whether there is a network does not matter here.
    const auto opened = channel.open(stop);
    if (!opened) {
        if (auto identified = channel.identify(stop); !identified) return base::fail(std::move(identified.error()));
    }
    storage = modem::MessageStorage::open(*channel.dialogue(), stop);
    if (!storage && !opened) return base::fail(opened.error());
    return storage;
}

// However the command ends.
class PutBack {
public:
    explicit PutBack(modem::MessageStorage& storage) : storage_(storage) {}
    ~PutBack() {
        if (const auto restored = storage_.restore(); !restored) remark(base::escape_control(restored.error().message()));
    }
    PutBack(const PutBack&) = delete;
    PutBack& operator=(const PutBack&) = delete;

private:
    modem::MessageStorage& storage_;
};

const meter::Dialect& dialect_of_texts() {
    static const auto dialect = meter::find_embedded(meter::default_dialect);
    return *dialect;
}

service::KeptItem kept_item(const modem::StoredMessage& message, channel::Token token) {
    if (const auto pdu = modem::decode_stored(message)) {
        if (const auto* submit = std::get_if<sms::Submit>(&pdu->message))
            return service::KeptSubmit{pdu->tpdu, submit->recipient.display(), submit->user_data.text,
                                       message.state == modem::SlotState::sent};
    }
    return std::visit(
        [token](auto&& one) -> service::KeptItem {
            one.token = token;
            return std::forward<decltype(one)>(one);
        },
        modem::to_received(message));
}

Outcome<void> file_items(Invocation& invocation, const std::string& modem, const std::string& imsi,
                         const std::vector<service::KeptItem>& items, base::UtcTime now) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    const auto credentials = known_passwords(invocation, dialect_of_texts());
    service::InboundDesk(**database, credentials, (*configured)->numbers).file(modem, imsi, items, now);
    return {};
}

}  // namespace

tl::unexpected<Failure> refuse_modem(const base::Error& error) {
    if (error.code == base::ErrorCode::stopped) return refuse(exit_code::interrupted, "interrupted");
    return refuse(exit_code::modem, base::escape_control(error.message()));
}

Outcome<int> for_each_storage(Invocation& invocation, bool one_only, const std::function<Outcome<int>(OpenStorage&)>& use) {
    const auto choices = chosen_modems(invocation);
    if (!choices) return refuse(choices.error());
    if (one_only && choices->size() > 1)
        return refuse(exit_code::usage, fmt::format("there are {} modems: say which one with --modem", choices->size()));
    base::SystemClock clock;
    const Interrupt interrupt;
    const auto loan = ModemLoan::take(invocation, *choices, clock, interrupt.token());
    if (!loan) return refuse(loan.error());
    auto channels = make_channels(invocation, *choices, clock, Purpose::look);
    if (!channels) return refuse(channels.error());
    int exit = exit_code::as_wanted;
    for (auto& channel : *channels) {
        auto storage = open_storage(*channel, interrupt.token());
        if (!storage) {
            auto failure = refuse_modem(storage.error());
            if (channels->size() == 1 || interrupt.requested()) return failure;
            for (const auto& line : failure.value().lines) remark(line);
            exit = exit_code::modem;
            continue;
        }
        const PutBack put_back(*storage);
        OpenStorage open{channel->name(), *channel->dialogue(), *storage, clock, interrupt.token()};
        const auto used = use(open);
        if (!used) return used;
        exit = std::max(exit, *used);
    }
    return exit;
}

Outcome<std::vector<std::string>> chosen_stores(const Invocation& invocation, const modem::MessageStorage& storage) {
    const auto given = invocation.arguments().value("store");
    if (!given) return storage.message_stores();
    std::string wanted(base::trim(*given));
    std::ranges::transform(wanted, wanted.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (storage.offers(wanted)) return std::vector{wanted};
    std::string known;
    for (const auto& store : storage.stores()) known += (known.empty() ? "" : ", ") + base::escape_control(store);
    return refuse(exit_code::usage, fmt::format("--store {}: this modem has {}", base::escape_control(*given), known));
}

Outcome<std::vector<modem::StoredMessage>> list_chosen(const Invocation& invocation, OpenStorage& storage) {
    const auto stores = chosen_stores(invocation, storage.storage);
    if (!stores) return refuse(stores.error());
    std::vector<modem::StoredMessage> messages;
    for (const auto& store : *stores) {
        auto listed = storage.storage.list(store, storage.stop);
        if (!listed && listed.error().code == base::ErrorCode::refused && stores->size() > 1) {
            remark(fmt::format("{}: {} can't be listed: {}", storage.modem, store, base::escape_control(listed.error().detail)));
            continue;
        }
        if (!listed) return refuse_modem(listed.error());
        messages.insert(messages.end(), std::make_move_iterator(listed->begin()), std::make_move_iterator(listed->end()));
    }
    return messages;
}

service::Credentials known_passwords(Invocation& invocation, const meter::Dialect& dialect) {
    std::vector<std::string> names{default_credential, dialect.factory_credential_name()};
    if (const auto configured = invocation.configuration())
        for (const auto& credential : (*configured)->credentials) names.push_back(credential.name);
    service::Credentials known;
    for (const auto& name : names) {
        const auto found = passwords_for(invocation, dialect, false, {name});
        if (!found) continue;
        if (auto password = found->find(name)) known.add(name, {std::move(*password), {}});
    }
    return known;
}

Outcome<void> file_stored(Invocation& invocation, OpenStorage& storage, std::span<const modem::StoredMessage> messages) {
    const auto imsi = modem::read_imsi(storage.dialogue, storage.stop);
    if (!imsi) return refuse_modem(imsi.error());
    return file_stored(invocation, storage.modem, *imsi, messages, storage.clock.utc());
}

Outcome<void> file_stored(Invocation& invocation, const std::string& modem, const std::string& imsi,
                          std::span<const modem::StoredMessage> messages, base::UtcTime now) {
    std::vector<service::KeptItem> items;
    channel::Token token = 0;
    for (const auto& message : messages) items.push_back(kept_item(message, ++token));
    return file_items(invocation, modem, imsi, items, now);
}

Outcome<void> file_events(Invocation& invocation, const std::string& modem, const std::string& imsi,
                          const std::vector<channel::Event>& events, base::UtcTime now) {
    std::vector<service::KeptItem> items;
    for (const auto& event : events) {
        if (const auto* inbound = std::get_if<channel::Inbound>(&event)) items.emplace_back(*inbound);
        if (const auto* report = std::get_if<channel::Report>(&event)) items.emplace_back(*report);
    }
    return file_items(invocation, modem, imsi, items, now);
}

Outcome<void> write_audit_row(Invocation& invocation, std::string action, base::UtcTime now) {
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    store::Transaction transaction(**database);
    store::write_audit(
        **database, {now, std::move(action), base::current_actor(), invocation.command_line(), std::string(version), std::nullopt,
                     "", "", invocation.arguments().value("reason").value_or("")});
    transaction.commit();
    return {};
}

}  // namespace gsmcfg::cli
