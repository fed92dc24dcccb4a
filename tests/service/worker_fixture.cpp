#include "worker_fixture.hpp"

#include "gsmcfg/meter/value.hpp"

#include <fmt/format.h>

namespace gsmcfg::service {

WorkerTest::WorkerTest() {
    auto opened = store::Database::open(directory.file("gsmcfg.db"));
    if (!opened) throw std::runtime_error(opened.error().message());
    database = std::move(*opened);
    store = std::make_unique<store::Repositories>(*database);
    credentials.add("default", {base::Secret(password), {}});
    world_options.send_latency = std::chrono::milliseconds(3000);
    world_options.reply_delay = std::chrono::milliseconds(7000);
}

std::string WorkerTest::phone_of(int number) { return fmt::format("+999001{:05}", number); }

std::string WorkerTest::meter_line(const std::string& phone, const std::string& behaviour, const std::string& meter_password,
                                   const std::string& firmware) {
    return fmt::format("{},GS04,0117{},{},{},0,internet,,,,8000,300,24,{}\n", phone, phone.substr(phone.size() - 5), firmware,
                       meter_password, behaviour);
}

void WorkerTest::make_world(const std::string& fleet_lines) {
    auto fleet = sim::parse_fleet(
        "phone,type,serial,firmware,password,mode,apn,user,psw,dns,port,timeout,reset,behaviour\n" + fleet_lines, "fleet");
    if (!fleet) throw std::runtime_error(fleet.error().message());
    sim::LogSink sink;
    if (keep_log) sink = [this](const base::Json& event) { log.push_back(event); };
    world = std::make_unique<sim::World>(world_options, std::move(*fleet), clock.now(), std::move(sink));
}

std::vector<std::string> WorkerTest::make_fleet(int meters, const std::function<std::string(int)>& behaviour) {
    std::string fleet;
    std::vector<std::string> phones;
    for (int i = 1; i <= meters; ++i) {
        phones.push_back(phone_of(i));
        fleet += meter_line(phones.back(), behaviour ? behaviour(i) : "");
    }
    make_world(fleet);
    return phones;
}

CampaignDraft WorkerTest::draft(store::CampaignKind kind, const std::vector<std::string>& phones) {
    CampaignDraft draft(kind, meter::find_embedded(meter::default_dialect).value());
    std::string list;
    for (const auto& phone : phones) list += phone + "\n";
    draft.meters = meter::parse_phone_list(list, "list", draft.dialect, {}).meters;
    for (const auto& [name, value] : wanted)
        draft.settings.emplace_back(name, meter::canonical_value(draft.dialect, name, value).value());
    draft.options = options;
    draft.program_version = "test";
    return draft;
}

store::Id WorkerTest::create(const CampaignDraft& fresh) { return create_campaign(*database, fresh, clock.utc()); }
store::Id WorkerTest::apply(const std::vector<std::string>& phones) { return create(draft(store::CampaignKind::apply, phones)); }

std::unique_ptr<modem::ModemChannel> WorkerTest::channel(std::size_t modem) {
    auto opener = [this, modem](base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
        if (opener_hook) opener_hook();
        auto link = test::SimLink::open(*world, clock, modem);
        if (!link) return base::fail(std::move(link.error()));
        (*link)->before_each_call([this] {
            if (on_link_call) on_link_call();
        });
        return std::move(*link);
    };
    return std::make_unique<modem::ModemChannel>(fmt::format("modem{}", modem), std::move(opener), clock, modem_options);
}

LineReport WorkerTest::run(store::Id campaign) {
    base::StopSource source;
    stop = &source;
    recover_from_dead_owners(*database, credentials, clock.utc());
    const store::Owner owner(*database, clock.utc());
    const auto line = channel(0);
    run_options.campaign = campaign;
    auto report = Worker(*database, *line, credentials, run_options, owner.id()).run(base::StopToken(source));
    stop = nullptr;
    return report;
}

RunReport WorkerTest::run_all(store::Id campaign, const std::set<std::size_t>& late) {
    base::StopSource source;
    stop = &source;
    run_options.campaign = campaign;
    std::vector<Line> lines;
    for (std::size_t modem = 0; modem < world->modem_count(); ++modem) {
        Line line{channel(modem), std::nullopt};
        if (!late.contains(modem)) line.opened = line.channel->open({}).value();
        lines.push_back(std::move(line));
    }
    auto report = Supervisor(database->path(), credentials, run_options, clock)
                      .run(std::move(lines), base::StopToken(source), [this](const Progress& progress) {
                          if (on_tick) on_tick(progress);
                      });
    stop = nullptr;
    return report;
}

store::Target WorkerTest::target(store::Id campaign, const std::string& phone) {
    std::optional<store::Target> found;
    store->targets.each(campaign, [&](const store::Target& candidate) {
        if (candidate.phone == phone) found = candidate;
    });
    return found.value();
}

std::string WorkerTest::outcome(store::Id campaign, const std::string& phone) {
    return std::string(store::name(target(campaign, phone).outcome));
}

std::vector<store::Message> WorkerTest::messages(store::Id campaign, const std::string& phone) {
    return store->messages.of_target(target(campaign, phone).id);
}

std::vector<base::Json> WorkerTest::truth(const std::string& event, const std::string& phone) const {
    std::vector<base::Json> found;
    for (const auto& entry : log) {
        if (entry.at("event").string() != event) continue;
        const auto of = entry.contains("phone") ? entry.at("phone") : entry.at("destination");
        if (phone.empty() || of.string() == phone) found.push_back(entry);
    }
    return found;
}

std::map<std::string, std::string> WorkerTest::as_map(const sim::Settings& settings) {
    std::map<std::string, std::string> values;
    const auto json = sim::to_json(settings);
    for (const auto& name : json.keys()) values[name] = json.at(name).string().value_or("");
    return values;
}

std::map<std::string, std::string> WorkerTest::applied(const std::string& phone) const { return as_map(*world->applied(phone)); }

}  // namespace gsmcfg::service
