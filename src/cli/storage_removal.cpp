#include "storage_removal.hpp"

#include "recap.hpp"
#include "storage_access.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace gsmcfg::cli {
namespace {

using Messages = std::vector<modem::StoredMessage>;

constexpr int highest_index = 65535;

Outcome<std::set<int>> given_indexes(const Invocation& invocation) {
    std::set<int> indexes;
    for (const auto& word : invocation.arguments().positional()) {
        int index = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), index);
        if (error != std::errc() || end != word.data() + word.size() || index < 0 || index > highest_index)
            return refuse(exit_code::usage,
                          fmt::format("'{}' is no place's number; see: gsmcfg storage list", base::escape_control(word)));
        indexes.insert(index);
    }
    return indexes;
}

// All of them or none: an index that is empty or in two stores stops the whole command.
Outcome<Messages> messages_at(const Messages& listed, const std::set<int>& indexes) {
    Messages chosen;
    for (const int index : indexes) {
        std::string stores;
        for (const auto& message : listed) {
            if (message.index != index) continue;
            stores += (stores.empty() ? "" : " and ") + message.store;
            chosen.push_back(message);
        }
        if (stores.empty()) return refuse(exit_code::usage, fmt::format("place {} is empty; nothing was deleted", index));
        if (stores.find(' ') != std::string::npos)
            return refuse(exit_code::usage,
                          fmt::format("place {} is used in {}: say which with --store; nothing was deleted", index, stores));
    }
    return chosen;
}

class Remover {
public:
    Remover(Invocation& invocation, OpenStorage& storage)
        : invocation_(invocation), storage_(storage), keep_(!invocation.arguments().flag("no-keep")) {}

    // In the database and in the audit first; only then the modem may forget them.
    Outcome<int> run(const Messages& messages, const std::string& action) {
        if (keep_)
            if (auto filed = file_stored(invocation_, storage_, messages); !filed) return refuse(filed.error());
        if (auto written = write_audit_row(invocation_, action, storage_.clock.utc()); !written) return refuse(written.error());
        for (const auto& message : messages) {
            if (auto removed = remove(message); !removed) return refuse(removed.error());
        }
        if (!invocation_.json())
            print(fmt::format("{}: {} deleted{}\n", base::escape_control(storage_.modem), counted(removed_, "message"),
                              keep_ && removed_ > 0 ? "; what they said is in the database" : ""));
        return removed_ == messages.size() ? exit_code::as_wanted : exit_code::not_all;
    }

private:
    Outcome<void> remove(const modem::StoredMessage& message) {
        if (message.pdu.empty()) {
            report(message, "unread", "the modem does not give its text, so it stays");
            return {};
        }
        const auto removal = storage_.storage.remove(message, storage_.stop);
        if (!removal && removal.error().code != base::ErrorCode::refused) {
            remark(fmt::format("{} of {} messages were deleted before this", removed_, storage_.modem));
            return refuse_modem(removal.error());
        }
        if (!removal) {
            report(message, "refused", removal.error().detail);
            return {};
        }
        switch (*removal) {
            case modem::Removal::removed:
                ++removed_;
                report(message, "removed", "");
                break;
            case modem::Removal::changed: report(message, "changed", "another message is there now, so it stays"); break;
            case modem::Removal::empty: report(message, "empty", "it was gone already"); break;
        }
        return {};
    }

    void report(const modem::StoredMessage& message, std::string_view result, const std::string& why) {
        if (invocation_.json())
            print_json(base::Json::object()
                           .set("modem", storage_.modem)
                           .set("store", message.store)
                           .set("index", message.index)
                           .set("result", result)
                           .set("kept", keep_)
                           .set("problem", why));
        else if (!why.empty())
            remark(fmt::format("{} place {}: {}", base::escape_control(message.store), message.index, base::escape_control(why)));
    }

    Invocation& invocation_;
    OpenStorage& storage_;
    bool keep_;
    std::size_t removed_ = 0;
};

std::string question_of(const Messages& messages, bool keep) {
    std::map<std::string, std::size_t> stores;
    for (const auto& message : messages) ++stores[message.store];
    std::string text;
    for (const auto& [store, count] : stores) text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", store, count);
    return fmt::format("Delete {} from the modem ({}){}?", counted(messages.size(), "message"), base::escape_control(text),
                       keep ? "" : " and keep them nowhere");
}

}  // namespace

Outcome<int> delete_stored(Invocation& invocation) {
    const auto indexes = given_indexes(invocation);
    if (!indexes) return refuse(indexes.error());
    return for_each_storage(invocation, true, [&](OpenStorage& storage) -> Outcome<int> {
        const auto listed = list_chosen(invocation, storage);
        if (!listed) return refuse(listed.error());
        const auto chosen = messages_at(*listed, *indexes);
        if (!chosen) return refuse(chosen.error());
        return Remover(invocation, storage).run(*chosen, "storage delete");
    });
}

Outcome<int> clear_stored(Invocation& invocation) {
    const bool can_ask = input_is_terminal() && errors_are_terminal();
    if (!invocation.yes() && !can_ask)
        return refuse(exit_code::usage, "nobody can be asked here: add --yes to delete without asking");
    return for_each_storage(invocation, true, [&](OpenStorage& storage) -> Outcome<int> {
        const auto listed = list_chosen(invocation, storage);
        if (!listed) return refuse(listed.error());
        if (listed->empty()) {
            if (!invocation.json()) print(base::escape_control(storage.modem) + ": nothing is stored\n");
            return exit_code::as_wanted;
        }
        if (!invocation.yes() && !confirm(question_of(*listed, !invocation.arguments().flag("no-keep")))) {
            remark("nothing was deleted");
            return exit_code::usage;
        }
        return Remover(invocation, storage).run(*listed, "storage clear");
    });
}

}  // namespace gsmcfg::cli
