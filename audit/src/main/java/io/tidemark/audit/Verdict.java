package io.tidemark.audit;

import io.tidemark.audit.AuditReport.Flawed;
import io.tidemark.audit.AuditReport.Ingestion;
import io.tidemark.audit.AuditReport.Partition;
import io.tidemark.audit.AuditReport.Station;
import io.tidemark.audit.AuditReport.Window;
import io.tidemark.cli.HumanFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the stations with what was sent and says what differs. */
final class Verdict {
  private static final int MOST_PROBLEMS = 20;

  /** The stream that commands take unless another is named. */
  private static final String DEFAULT_STREAM = "sensor-data";

  private final Look look;
  private final StationCount truth;
  private final RawCount raw;

  /** Of how many windows each reading is a part. */
  private final int overlap;

  private final Expected rawTopic;
  private final Expected aggregatedTopic;
  private final Expected druidRaw;
  private final Expected druidAggregated;
  private final List<Expected> stations;
  private final SortedSet<Long> windows = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes;
  private final List<Partition> partitions;

  private Verdict(Look look) {
    this.look = look;
    truth = look.truth();
    raw = look.raw();
    notes = new ArrayList<>(look.notes());
    rawTopic = new Expected("raw topic", raw.countable(), truth::in, truth::in);
    aggregatedTopic =
        new Expected("aggregated topic", look.aggregatedTopic(), this::onTime, truth::in);
    overlap = look.definition().aggregated().overlap();
    druidRaw = new Expected("Druid raw", look.druidRaw(), this::readable, this::readable);
    // a backfill adds the late ones
    druidAggregated =
        new Expected(
            "Druid aggregated", look.druidAggregated().count(), this::onTimeOrThere, truth::in);
    stations = List.of(rawTopic, aggregatedTopic, druidRaw, druidAggregated);
    for (Expected station : stations) {
      windows.addAll(station.count().windows().keySet());
    }
    windows.addAll(truth.windows().keySet());
    windows.addAll(raw.uncounted().keySet());
    // where nothing counts and nothing is wrong there is nothing to show: a date in the far future
    windows.removeIf(window -> agrees(window) && truth.in(window) == 0);
    partitions = partitions();
  }

  /**
   * A station and how many readings of a window it must and may have.
   *
   * @param least by start of the window
   * @param most the same
   */
  private record Expected(String name, StationCount count, PerWindow least, PerWindow most) {
    /** Readings too many or, negative, missing. */
    long difference(long window) {
      long found = count.in(window);
      return Math.max(0, found - most.in(window)) + Math.min(0, found - least.in(window));
    }
  }

  private interface PerWindow {
    long in(long window);
  }

  static AuditReport of(Look look) {
    return new Verdict(look).report();
  }

  private AuditReport report() {
    compareWholes();
    windows.forEach(this::compareWindow);
    List<Window> rows = windows.stream().map(this::window).toList();
    boolean holds = problems.isEmpty();
    tellOfLateReadings(holds);
    look.ingestion().forEach(this::tellOfTroubles);
    return new AuditReport(
        look.definition().name(),
        look.definition().aggregated().topic(),
        holds,
        holds ? holding() : failing(rows),
        firstProblems(),
        notes,
        look.allSent(),
        druidAggregated.count().readings(),
        total(this::lateOpen),
        total(this::backfilled),
        raw.dead(),
        raw.duplicates(),
        raw.filtered(),
        overlap,
        reportStations(),
        look.sent().failed(),
        raw.heartbeats(),
        raw.withoutLetter(),
        look.unreadableRows(),
        look.doubleRows(),
        sum(look.druidAggregated().again()),
        partitions,
        raw.lateness(),
        look.ingestion(),
        rows);
  }

  /** The readings that cannot have been late. */
  private long onTime(long window) {
    return Math.max(0, truth.in(window) - raw.behind(window));
  }

  private long onTimeOrThere(long window) {
    return Math.max(onTime(window), Math.min(look.aggregatedTopic().in(window), truth.in(window)));
  }

  private long readable(long window) {
    return truth.in(window) + raw.uncounted(window);
  }

  private long late(long window) {
    return late(window, aggregatedTopic.count());
  }

  private long lateOpen(long window) {
    return late(window, druidAggregated.count());
  }

  private long backfilled(long window) {
    return Math.max(0, late(window) - lateOpen(window));
  }

  /** What is missing and can have been late. */
  private long late(long window, StationCount station) {
    long missing = Math.max(0, truth.in(window) - station.in(window));
    return Math.min(missing, raw.behind(window));
  }

  private long total(PerWindow terms) {
    return windows.stream().mapToLong(terms::in).sum();
  }

  private static long sum(Map<Long, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private void compareWholes() {
    if (look.allSent() == 0) {
      problems.add(
          look.hasLedger()
              ? "nothing was sent: there is nothing to prove"
              : "the raw topic has no readings: there is nothing to prove");
    }
    compareLedgers();
    compareDead();
    flawed("the aggregated topic has", look.unreadableRows(), "unreadable record", "");
    long doubleRows = look.doubleRows().rows();
    if (doubleRows > 0) {
      problems.add(
          "the aggregated topic has "
              + HumanFormat.count(doubleRows, "row")
              + " again for a key that it had already, such as "
              + look.doubleRows().keys().get(0));
    }
    SortedMap<Long, Long> again = look.druidAggregated().again();
    if (!again.isEmpty()) {
      problems.add(
          "Druid aggregated has "
              + HumanFormat.count(sum(again), "row")
              + " whose window and groups another row has already, the first in the window "
              + Instant.ofEpochMilli(again.firstKey()));
    }
    for (Expected station : stations) {
      if (emptyHanded(station)) {
        problems.add(
            station.name()
                + " has none of the "
                + HumanFormat.count(total(station.most()), "reading"));
      }
    }
    compareRows();
  }

  private void compareLedgers() {
    if (!look.hasLedger()) {
      return;
    }
    RunLedgers.Sent sent = look.sent();
    if (sent.failed() > 0) {
      problems.add(
          "the generator could not deliver "
              + HumanFormat.count(sent.failed(), "reading")
              + ", see its output");
    }
    boolean deduplicate = look.definition().aggregated().deduplicate();
    long accounted =
        truth.readings() + sent.dead() + sent.filtered() + (deduplicate ? sent.duplicated() : 0);
    // with deduplication, readings that are equal by chance are in no window either
    if (deduplicate ? sent.sent() < accounted : sent.sent() != accounted) {
      problems.add(
          "the run ledgers contradict themselves: "
              + HumanFormat.format(sent.sent())
              + " readings in all, "
              + HumanFormat.format(accounted)
              + " in their windows"
              + (accounted == truth.readings() ? "" : " and beside them"));
    }
    if (sent.dead() != raw.dead()) {
      problems.add(
          "by the run ledgers "
              + HumanFormat.count(sent.dead(), "reading")
              + " must be dead, in the raw topic "
              + HumanFormat.format(raw.dead())
              + (raw.dead() == 1 ? " is" : " are"));
    }
    for (Partition partition : partitions) {
      if (!partition.agrees()) {
        problems.add(
            "partition "
                + partition.partition()
                + ": sent "
                + HumanFormat.format(partition.sent())
                + ", raw topic has "
                + HumanFormat.format(partition.readings())
                + " ("
                + difference(partition.readings() - partition.sent())
                + ")");
      }
    }
  }

  private void compareDead() {
    flawed(
        "the raw topic has",
        raw.withoutLetter(),
        "dead record",
        " without a dead letter: not written yet, lost, or aggregated with another --max-ahead or"
            + " --earliest");
    if (raw.strayLetters() > 0) {
      problems.add(
          "the dead-letter topic has "
              + HumanFormat.count(raw.strayLetters(), "letter")
              + " for records that the raw topic does not have; if that was made again, delete "
              + look.definition().deadLetterTopic()
              + " too");
    }
  }

  private void flawed(String where, Flawed found, String what, String rest) {
    if (found.records() > 0) {
      StringBuilder problem = new StringBuilder(where).append(' ');
      problem.append(HumanFormat.count(found.records(), what)).append(rest);
      if (!found.samples().isEmpty()) {
        Flawed.Sample first = found.samples().get(0);
        problem.append(rest.isEmpty() ? ", such as" : "; such as");
        problem.append(" partition ").append(first.partition());
        problem.append(" offset ").append(first.offset()).append(": ").append(first.reason());
      }
      problems.add(problem.toString());
    }
  }

  /** Where nothing has come yet, one sentence says more than one for each window. */
  private boolean emptyHanded(Expected station) {
    return station.count().readings() == 0 && total(station.least()) > 0;
  }

  /** A backfill adds rows only where it adds readings. */
  private void compareRows() {
    long rows = look.aggregatedTopic().rows();
    long inDruid = druidAggregated.count().rows();
    boolean backfilled = druidAggregated.count().readings() > look.aggregatedTopic().readings();
    if (inDruid > 0 && (backfilled ? inDruid < rows : inDruid != rows)) {
      problems.add(
          "the aggregated topic has "
              + HumanFormat.count(rows, "row")
              + ", Druid aggregated has "
              + HumanFormat.format(inDruid));
    }
  }

  private void compareWindow(long window) {
    for (Expected station : stations) {
      long difference = station.difference(window);
      if (difference != 0 && !emptyHanded(station)) {
        problems.add("window " + Instant.ofEpochMilli(window) + ": " + compared(station, window));
      }
    }
    if (look.hasLedger()) {
      compareSums(window, "sent", truth, "raw topic", raw.countable());
    }
    compareSums(window, "raw topic", raw.countable(), "aggregated topic", look.aggregatedTopic());
  }

  private String compared(Expected station, long window) {
    long most = station.most().in(window);
    long least = station.least().in(window);
    long found = station.count().in(window);
    String should = look.hasLedger() ? "sent " : "raw topic has ";
    String besides = "";
    if (most > truth.in(window)) {
      besides = ", " + HumanFormat.format(most - truth.in(window)) + " of them not to be counted";
    } else if (found < least && least < most) {
      besides = ", at most " + HumanFormat.format(most - least) + " of them late";
    }
    return should
        + HumanFormat.format(most)
        + besides
        + ", "
        + station.name()
        + " has "
        + HumanFormat.format(found)
        + " ("
        + difference(station.difference(window))
        + ")";
  }

  /** The same number of readings can still be other readings: their sums tell. */
  private void compareSums(
      long window, String one, StationCount expected, String other, StationCount found) {
    if (expected.in(window) != found.in(window)) {
      return;
    }
    Map<String, BigDecimal> sums = expected.sums().getOrDefault(window, Map.of());
    found
        .sums()
        .getOrDefault(window, Map.of())
        .forEach(
            (field, sum) -> {
              BigDecimal wanted = sums.get(field);
              if (wanted != null && wanted.compareTo(sum) != 0) {
                problems.add(
                    String.format(
                        "window %s: the sum of %s is %s at %s and %s at %s",
                        Instant.ofEpochMilli(window),
                        field,
                        wanted.toPlainString(),
                        one,
                        sum.toPlainString(),
                        other));
              }
            });
  }

  private boolean agrees(long window) {
    return stations.stream().allMatch(station -> station.difference(window) == 0);
  }

  private Window window(long start) {
    return new Window(
        Instant.ofEpochMilli(start).toString(),
        look.hasLedger() ? truth.in(start) : null,
        raw.countable().in(start),
        look.aggregatedTopic().in(start),
        late(start),
        raw.behind(start),
        look.druidRaw().in(start),
        raw.uncounted(start),
        druidAggregated.count().in(start),
        lateOpen(start),
        agrees(start));
  }

  private List<Partition> partitions() {
    SortedMap<Integer, RawCount.Partition> found = new TreeMap<>();
    raw.partitions().forEach(partition -> found.put(partition.partition(), partition));
    SortedSet<Integer> numbers = new TreeSet<>(found.keySet());
    numbers.addAll(look.sent().partitions().keySet());
    List<Partition> all = new ArrayList<>();
    for (int number : numbers) {
      RawCount.Partition there = found.get(number);
      long readings = there == null ? 0 : there.readings();
      Long sent = look.hasLedger() ? look.sent().partitions().getOrDefault(number, 0L) : null;
      all.add(
          new Partition(
              number,
              there == null ? null : there.first(),
              there == null ? null : there.last(),
              sent,
              readings,
              there == null ? 0 : there.heartbeats(),
              there == null ? 0 : there.dead(),
              sent == null || sent == readings));
    }
    return all;
  }

  private List<Station> reportStations() {
    List<Station> reported = new ArrayList<>();
    reported.add(
        look.hasLedger()
            ? new Station("sent", look.allSent(), null, null, look.sent().dead(), 0L)
            : new Station("sent", null, null, null, null, null));
    reported.add(
        new Station(
            rawTopic.name(),
            raw.readings(),
            raw.countable().rows(),
            null,
            raw.dead(),
            raw.readings() - look.allSent()));
    reported.add(station(aggregatedTopic, total(this::late)));
    StationCount stored = druidRaw.count();
    reported.add(
        new Station(
            druidRaw.name(),
            stored.readings(),
            stored.rows(),
            null,
            null,
            total(druidRaw::difference) / overlap));
    reported.add(station(druidAggregated, total(this::lateOpen)));
    long missing = raw.withoutLetter().records();
    long letters = raw.dead() - missing;
    reported.add(
        new Station("dead-letter topic", letters, look.letters(), null, letters, -missing));
    return reported;
  }

  private Station station(Expected station, Long late) {
    StationCount count = station.count();
    return new Station(
        station.name(), count.readings(), count.rows(), late, null, total(station::difference));
  }

  private void tellOfLateReadings(boolean holds) {
    if (raw.takenBack() > 0) {
      notes.add(
          HumanFormat.count(raw.takenBack(), "reading")
              + " counted at first, until the dead letter came; another audit proves lateness"
              + " better");
    }
    if (raw.sendTimes() && look.aggregatedTopic().rows() > 0 && total(this::lost) > 0) {
      notes.add(
          "the topic "
              + look.definition().raw().topic()
              + " keeps when a record was sent, not when it arrived: some that are called missing"
              + " may have been late; message.timestamp.type=LogAppendTime would tell");
    }
    long late = total(this::late);
    if (!holds || late == 0) {
      return;
    }
    long[] open =
        windows.stream().mapToLong(Long::longValue).filter(w -> lateOpen(w) > 0).toArray();
    if (open.length == 0) {
      return;
    }
    long length = look.definition().aggregated().window().toMillis();
    String name = look.definition().name();
    String topic = look.definition().aggregated().topic();
    notes.add(
        HumanFormat.count(total(this::lateOpen), "late reading")
            + " in "
            + HumanFormat.count(open.length, "window")
            + " of Druid aggregated; put right by: ./tidemark backfill"
            + (name.equals(DEFAULT_STREAM) ? "" : " --stream " + name)
            + (topic.equals(name + "-aggregated") ? "" : " --aggregated " + topic)
            + " --from "
            + Instant.ofEpochMilli(open[0])
            + " --to "
            + Instant.ofEpochMilli(open[open.length - 1] + length));
  }

  private long lost(long window) {
    return Math.max(0, onTime(window) - look.aggregatedTopic().in(window));
  }

  private void tellOfTroubles(Ingestion ingestion) {
    if (ingestion.processedWithError() + ingestion.unparseable() > 0) {
      notes.add(
          "Druid's tasks for "
              + ingestion.supervisor()
              + " count "
              + HumanFormat.format(ingestion.processedWithError())
              + " rows with an error and "
              + HumanFormat.format(ingestion.unparseable())
              + " unparseable records"
              + (ingestion.parseErrors().isEmpty()
                  ? ""
                  : ", such as: " + ingestion.parseErrors().get(0)));
    }
  }

  private List<String> firstProblems() {
    if (problems.size() <= MOST_PROBLEMS) {
      return problems;
    }
    List<String> first = new ArrayList<>(problems.subList(0, MOST_PROBLEMS));
    first.add("and " + HumanFormat.format(problems.size() - MOST_PROBLEMS) + " more");
    return first;
  }

  private String holding() {
    long late = total(this::lateOpen);
    boolean plain = total(this::late) + late + raw.dead() + raw.duplicates() + raw.filtered() == 0;
    return "The audit holds: "
        + readings()
        + (plain
            ? (overlap == 1 ? "" : ", each in " + overlap + " windows that slide")
                + ", "
                + HumanFormat.format(truth.readings())
                + " accounted for at every station, "
            : balance(late) + ", at every station; ")
        + HumanFormat.count(windows.size(), "window")
        + ".";
  }

  private String balance(long late) {
    long backfilled = total(this::backfilled);
    String counted =
        HumanFormat.format(druidAggregated.count().readings())
            + " aggregated"
            + (backfilled == 0
                ? ""
                : " (" + HumanFormat.format(backfilled) + " of them by a backfill)")
            + " + "
            + HumanFormat.format(late)
            + " late";
    return " = "
        + (overlap == 1
            ? counted
            : HumanFormat.format(truth.readings())
                + " in "
                + overlap
                + " windows each ("
                + counted
                + ")")
        + " + "
        + HumanFormat.format(raw.dead())
        + " dead"
        + (raw.duplicates() == 0 ? "" : " + " + HumanFormat.count(raw.duplicates(), "duplicate"))
        + (raw.filtered() == 0 ? "" : " + " + HumanFormat.format(raw.filtered()) + " filtered");
  }

  private String failing(List<Window> rows) {
    List<String> differences = new ArrayList<>();
    for (Station station : reportStations()) {
      if (station.difference() != null && station.difference() != 0) {
        differences.add(
            station.station()
                + " has "
                + HumanFormat.format(station.readings())
                + " ("
                + difference(station.difference())
                + ")");
      }
    }
    long differing = rows.stream().filter(row -> !row.agrees()).count();
    if (differing > 0) {
      differences.add(
          HumanFormat.format(differing)
              + " of "
              + HumanFormat.count(rows.size(), "window")
              + (differing == 1 ? " differs" : " differ"));
    } else if (differences.isEmpty()) {
      // every count agrees: what is wrong is something else
      differences.add(problems.get(0));
    }
    return "The audit does NOT hold: " + readings() + "; " + String.join(", ", differences) + ".";
  }

  private String readings() {
    return HumanFormat.count(look.allSent(), "reading")
        + (look.hasLedger() ? " sent" : " in the raw topic");
  }

  private static String difference(long more) {
    return HumanFormat.format(Math.abs(more)) + (more < 0 ? " missing" : " too many");
  }
}
