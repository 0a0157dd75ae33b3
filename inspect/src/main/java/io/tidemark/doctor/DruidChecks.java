package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidReader;
import io.tidemark.druid.UnusedDatasource;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Whether Druid's services are up and have capacity. */
final class DruidChecks {
  private DruidChecks() {}

  /**
   * @param status the router's response to {@code /status}
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
   * @param leader the response to {@code /druid/indexer/v1/leader}
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
   * Whether there are enough task slots. A publishing task keeps its slot while the next task
   * reads, so a supervisor needs twice as many slots as it has reading tasks.
   *
   * @param workers the response to {@code /druid/indexer/v1/workers}
   * @param supervisors of the stream; one that does not exist yet counts with one task
   */
  static Check slots(
      String name, JsonNode workers, Collection<Optional<SupervisorState>> supervisors) {
    long total = 0;
    long used = 0;
    for (JsonNode worker : workers) {
      // a disabled worker has an empty version
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
   * @param left the response to {@code /druid/coordinator/v1/loadstatus?simple}: by datasource, the
   *     number of segments not loaded yet
   * @param druid is asked for the datasources that are not in it
   */
  static Check segments(String name, JsonNode left, DruidReader druid, List<String> datasources) {
    CheckFindings findings = new CheckFindings(name);
    for (String datasource : datasources) {
      if (!left.has(datasource) && UnusedDatasource.is(druid, datasource)) {
        findings.look(
            datasource + ": no segment is used, so no query has a row",
            UnusedDatasource.remedy(druid, datasource));
      } else if (!left.has(datasource)) {
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
