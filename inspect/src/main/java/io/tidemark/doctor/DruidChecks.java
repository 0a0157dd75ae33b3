package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.HumanFormat;
import io.tidemark.druid.DruidAnswer;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Whether Druid's services are there and have room. */
final class DruidChecks {
  private DruidChecks() {}

  /**
   * @param status the router's answer to {@code /status}
   */
  static Check router(String name, URI address, DruidAnswer status) {
    String version = status.json().path("version").asText();
    return status.status() == 200 && !version.isEmpty()
        ? Check.fine(name, "Druid " + version + " at " + address)
        : Check.trouble(
            name,
            "what answers at " + address + " is no Druid (HTTP " + status.status() + ")",
            "name Druid's router with --druid");
  }

  /**
   * @param leader the answer to {@code /druid/indexer/v1/leader}
   */
  static Check overlord(String name, DruidAnswer leader) {
    if (leader.status() == 200 && !leader.text().isBlank()) {
      return Check.fine(name, "led by " + leader.text().strip());
    }
    return leader.status() == 404
        ? Check.trouble(
            name,
            "the router does not pass on what is for the overlord (HTTP 404)",
            "set druid.router.managementProxy.enabled=true at the router")
        : Check.trouble(
            name,
            "no overlord leads (HTTP " + leader.status() + ")",
            "start Druid's coordinator and overlord; ./tidemark status shows those of the local"
                + " stack");
  }

  /**
   * Whether the tasks find room. A task that publishes holds its slot while the next one reads, so
   * a supervisor needs twice as many slots as it has tasks.
   *
   * @param workers the answer to {@code /druid/indexer/v1/workers}
   * @param supervisors of the stream; one that is not there yet will have one task
   */
  static Check slots(
      String name, JsonNode workers, Collection<Optional<SupervisorState>> supervisors) {
    long total = 0;
    long used = 0;
    for (JsonNode worker : workers) {
      // a worker that is disabled has no version
      if (!worker.at("/worker/version").asText().isEmpty()) {
        total += worker.at("/worker/capacity").asLong();
        used += worker.path("currCapacityUsed").asLong();
      }
    }
    if (total == 0) {
      return Check.trouble(
          name,
          "no worker that takes tasks",
          "start Druid's indexer or middle manager; ./tidemark status shows that of the local"
              + " stack");
    }
    long free = total - used;
    long own = 0;
    long needed = 0;
    for (Optional<SupervisorState> supervisor : supervisors) {
      own += supervisor.map(SupervisorState::tasks).orElse(0);
      needed += 2L * supervisor.map(SupervisorState::slots).orElse(1);
    }
    String found =
        total
            + " in all, "
            + free
            + " free, "
            + own
            + " used by this stream, which needs up to "
            + needed;
    return free + own >= needed
        ? Check.fine(name, found)
        : Check.look(
            name,
            found + ": tasks will wait for each other",
            "raise druid.worker.capacity, add a worker, or end other tasks");
  }

  /**
   * @param left the answer to {@code /druid/coordinator/v1/loadstatus?simple}: for each datasource
   *     how many segments are still to be loaded
   */
  static Check segments(String name, JsonNode left, List<String> datasources) {
    CheckFindings findings = new CheckFindings(name);
    for (String datasource : datasources) {
      if (!left.has(datasource)) {
        findings.fine(datasource + ": none published yet");
      } else if (left.get(datasource).asLong() == 0) {
        findings.fine(datasource + ": all published ones are loaded");
      } else {
        findings.look(
            datasource
                + ": "
                + HumanFormat.count(left.get(datasource).asLong(), "segment")
                + " not loaded, their rows are missing in queries",
            "wait for the historical; if it stays, see its log and the size of its"
                + " druid.segmentCache.locations");
      }
    }
    return findings.check();
  }
}
