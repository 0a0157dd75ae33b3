package io.tidemark.audit.report;

import io.tidemark.audit.comparison.Comparison;
import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.Ingestion;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Words the remarks that do not change the outcome. */
final class NoteText {
  /** Event times that are read in a wrong unit are mostly outside of 1971 to 2200. */
  private static final long FIRST_PROBABLE = TimeLimits.DEFAULT.earliest();

  private static final long LAST_PROBABLE = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();

  private final Comparison comparison;
  private final Expectation expected;
  private final List<String> notes;

  NoteText(Comparison comparison) {
    this.comparison = comparison;
    expected = comparison.expected();
    notes = new ArrayList<>(comparison.snapshot().notes());
  }

  /** The notes of those who read the stations, then those on the comparison. */
  List<String> notes() {
    addSettled();
    addRange();
    addArrival(expected.raw());
    addImprobableTimes();
    addSkipped(expected.raw());
    addLateByOthers();
    if (comparison.holds()) {
      addLateReadings();
    }
    comparison.snapshot().ingestion().forEach(this::addIngestion);
    return notes;
  }

  /** What was not read again. */
  private void addSettled() {
    PipelineSnapshot.Settled settled = comparison.snapshot().settled();
    if (settled != null) {
      notes.add(
          "the audit of "
              + settled.audit()
              + " had settled "
              + HumanFormat.count(settled.windows(), "window")
              + " with "
              + HumanFormat.count(settled.readings(), "reading")
              + ": the topics are read on from there, and "
              + HumanFormat.count(settled.rawRecordsRead(), "raw record")
              + " and "
              + HumanFormat.count(settled.rowsRead(), "row")
              + " have come since; --from-beginning reads all");
    }
  }

  /** What cannot be split by window is compared in all. */
  private void addRange() {
    if (expected.range().isAll()) {
      return;
    }
    notes.add(
        "only the windows "
            + expected.range()
            + " are compared; dead readings, duplicates and filtered ones belong to no window: the"
            + " totals of the ledgers, the partitions, the dead letters and the heartbeats are"
            + " compared for the whole topic, which has "
            + HumanFormat.count(expected.raw().readings(), "reading"));
  }

  private void addArrival(RawCount raw) {
    if (raw.dead().takenBack() > 0) {
      notes.add(
          HumanFormat.count(raw.dead().takenBack(), "reading")
              + " counted at first, until the dead letter came; another audit proves lateness"
              + " better");
    }
    if (raw.arrival().sendTimes() && expected.written().rows() > 0 && comparison.lost() > 0) {
      notes.add(
          "the topic "
              + expected.definition().raw().topic()
              + " keeps when a record was sent, not when it arrived: some that are called missing"
              + " may have been late; message.timestamp.type=LogAppendTime would tell");
    }
  }

  /** The two bounds on late readings differ only where the order of the partitions matters. */
  private void addLateByOthers() {
    long readings = comparison.lateByOthers();
    if (readings == 0 || expected.written().rows() == 0) {
      return;
    }
    String late =
        readings == 1
            ? "1 reading can have been late only by event times of other partitions"
            : HumanFormat.format(readings)
                + " readings can have been late only by event times of other partitions";
    notes.add(
        expected.raw().arrival().bound() == WatermarkBound.GLOBAL
            ? late
                + ", if the job had read "
                + (readings == 1 ? "its" : "their")
                + " own to the end; "
                + WatermarkBound.PARTITIONS.option()
                + " calls "
                + (readings == 1 ? "it" : "them")
                + " missing"
            : late
                + "; "
                + WatermarkBound.GLOBAL.option()
                + " accepts that, for a job that had read a partition to its end");
  }

  private void addSkipped(RawCount raw) {
    long skipped = raw.skipped().values().stream().mapToLong(Long::longValue).sum();
    if (skipped > 0) {
      notes.add(
          HumanFormat.count(skipped / expected.overlap(), "reading")
              + " skipped in the datasource "
              + expected.definition().raw().topic()
              + " by './tidemark skip': Druid raw may lack them");
    }
  }

  /** Event times that were let in may be meant; a wrong format is likelier. */
  private void addImprobableTimes() {
    SortedMap<Long, Long> windows = expected.raw().countable().windows();
    if (windows.isEmpty()
        || (windows.lastKey() >= FIRST_PROBABLE && windows.firstKey() <= LAST_PROBABLE)) {
      return;
    }
    notes.add(
        "all event times are in windows from "
            + Instant.ofEpochMilli(windows.firstKey())
            + " to "
            + Instant.ofEpochMilli(windows.lastKey())
            + ": if that is not meant, correct the 'format' of "
            + expected.definition().raw().time().name()
            + " in the definition, such as 'format: seconds'");
  }

  /** How a backfill adds what the last station lacks. */
  private void addLateReadings() {
    StationCount end = comparison.end().count();
    List<Long> open =
        comparison.windows().stream().filter(window -> expected.late(window, end) > 0).toList();
    if (open.isEmpty()) {
      return;
    }
    StreamDefinition definition = expected.definition();
    String name = definition.name();
    String topic = definition.aggregated().topic();
    long length = definition.aggregated().window().toMillis();
    notes.add(
        HumanFormat.count(comparison.late(comparison.end()), "late reading")
            + " in "
            + HumanFormat.count(open.size(), "window")
            + " of "
            + comparison.end().name()
            + "; put right by: ./tidemark backfill"
            + StreamOptionText.of(definition)
            + (topic.equals(name + "-aggregated") ? "" : " --aggregated " + topic)
            + " --from "
            + Instant.ofEpochMilli(open.get(0))
            + " --to "
            + Instant.ofEpochMilli(open.get(open.size() - 1) + length));
  }

  private void addIngestion(Ingestion ingestion) {
    if (ingestion.processedWithError() + ingestion.unparseable() > 0) {
      List<String> errors = ingestion.parseErrors();
      notes.add(
          "Druid's tasks for "
              + ingestion.supervisor()
              + " count "
              + HumanFormat.format(ingestion.processedWithError())
              + " rows with an error and "
              + HumanFormat.format(ingestion.unparseable())
              + " unparseable records"
              + (errors.isEmpty() ? "" : ", such as: " + errors.get(0)));
    }
  }
}
