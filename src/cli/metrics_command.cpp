#include "commands.hpp"
#include "database_access.hpp"
#include "export_file.hpp"
#include "invocation.hpp"
#include "version.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/service/metrics.hpp"
#include "gsmcfg/store/metric_counts.hpp"

namespace gsmcfg::cli {
namespace {

void show_json(const std::vector<service::MetricFamily>& families) {
    for (const auto& family : families)
        for (const auto& sample : family.samples) {
            auto labels = base::Json::object();
            for (const auto& [label, value] : sample.labels) labels.set(label, value);
            const auto value = base::Json::parse(sample.value);
            print_json(base::Json::object()
                           .set("metric", family.name + sample.suffix)
                           .set("type", family.type)
                           .set("labels", std::move(labels))
                           .set("value", value ? *value : base::Json()));
        }
}

// It is replaced each minute without a question: so nothing else is.
Outcome<void> check_metrics_file(const std::string& path) {
    if (auto good = check_output(path, true); !good) return refuse(good.error());
    const auto text = base::read_file(path);
    if (!text || text->empty() || text->starts_with("# HELP ")) return {};
    return refuse(exit_code::usage, base::escape_control(path) + " holds something else than metrics: it is not overwritten");
}

Outcome<int> run(Invocation& invocation) {
    const auto output = invocation.arguments().value("output");
    if (output && invocation.json()) return refuse(exit_code::usage, "give either --output or --json");
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    store::MetricCounts counts(**database);
    while (counts.read_on()) {}
    const auto families = service::metrics_of(**database, version, time_of(**database));
    if (invocation.json()) {
        show_json(families);
        return exit_code::as_wanted;
    }
    if (!output || *output == "-") {
        print(service::metrics_text(families));
        return exit_code::as_wanted;
    }
    if (auto good = check_metrics_file(*output); !good) return refuse(good.error());
    if (const auto written = base::write_file(*output, service::metrics_text(families)); !written)
        return refuse(exit_code::usage, base::escape_control(written.error().message()));
    return exit_code::as_wanted;
}

}  // namespace

Command metrics_command() {
    return {"metrics",
            "",
            0,
            0,
            "Shows the figures of the database in the text format of Prometheus.",
            "The same that a running service writes to metrics_file of the configuration: messages by outcome, SMS sent and "
            "received, the queue, modems, reply delays, SMS of each SIM today. --output replaces the file in one step, mode 644, "
            "for the textfile collector of node_exporter; so it can be run by cron where no service runs.",
            "  gsmcfg metrics\n  gsmcfg metrics --output /var/lib/prometheus/node-exporter/gsmcfg.prom",
            {{"output", "FILE", "into this file instead of standard output"}},
            run};
}

}  // namespace gsmcfg::cli
