package io.tidemark.audit.report;

import io.tidemark.audit.comparison.PartitionCheck;
import io.tidemark.audit.comparison.Problem;
import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.Station;
import io.tidemark.cli.text.HumanFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Words each problem in one sentence. */
record ProblemText(Expectation expected) implements Problem.Visitor<String> {
  private static final int MOST_SENTENCES = 20;

  /** The first twenty problems, and how many more there are. */
  List<String> sentences(List<Problem> problems) {
    List<String> sentences = new ArrayList<>();
    problems.stream().limit(MOST_SENTENCES).map(this::sentence).forEach(sentences::add);
    if (problems.size() > MOST_SENTENCES) {
      sentences.add("and " + HumanFormat.format(problems.size() - MOST_SENTENCES) + " more");
    }
    return sentences;
  }

  String sentence(Problem problem) {
    return problem.accept(this);
  }

  @Override
  public String nothingSent(Problem.NothingSent problem) {
    if (!expected.range().isAll()) {
      return "no reading has a window "
          + expected.range()
          + ": there is nothing to prove; look at --from and --to";
    }
    return expected.hasLedger()
        ? "nothing was sent: there is nothing to prove"
        : "the raw topic has no readings: there is nothing to prove";
  }

  @Override
  public String nothingCounted(Problem.NothingCounted problem) {
    RawCount raw = expected.raw();
    String name = expected.definition().name();
    if (raw.dead().readings() == 0) {
      return "nothing was counted: no reading fulfils the condition 'where' of the definition "
          + name;
    }
    return "nothing was counted: "
        + HumanFormat.format(raw.dead().readings())
        + " of "
        + HumanFormat.count(raw.readings(), "reading")
        + (raw.dead().readings() == 1 ? " is" : " are")
        + " dead; look at './tidemark tail dead-letter"
        + StreamOptionText.of(expected.definition())
        + " --until-end', and correct the definition or the producer";
  }

  @Override
  public String undelivered(Problem.Undelivered problem) {
    return "the generator could not deliver "
        + HumanFormat.count(problem.readings(), "reading")
        + ", see its output";
  }

  @Override
  public String ledgersDisagree(Problem.LedgersDisagree problem) {
    boolean onlyWindows = problem.accounted() == expected.sent().counted();
    return "the run ledgers contradict themselves: "
        + HumanFormat.format(problem.sent())
        + " readings in all, "
        + HumanFormat.format(problem.accounted())
        + " in their windows"
        + (onlyWindows ? "" : " and beside them");
  }

  @Override
  public String deadDiffer(Problem.DeadDiffer problem) {
    return "by the run ledgers "
        + HumanFormat.count(problem.sent(), "reading")
        + " must be dead, in the raw topic "
        + HumanFormat.format(problem.found())
        + (problem.found() == 1 ? " is" : " are");
  }

  @Override
  public String partitionDiffers(Problem.PartitionDiffers problem) {
    PartitionCheck partition = problem.partition();
    return "partition "
        + partition.partition()
        + ": sent "
        + HumanFormat.format(partition.sent())
        + ", raw topic has "
        + HumanFormat.format(partition.readings())
        + " ("
        + new DifferenceText(partition.readings() - partition.sent())
        + ")";
  }

  @Override
  public String heartbeatsMissing(Problem.HeartbeatsMissing problem) {
    return "by the run ledgers the raw topic must have "
        + HumanFormat.count(problem.least(), "closing heartbeat")
        + ", it has "
        + HumanFormat.format(problem.found())
        + " ("
        + new DifferenceText(problem.found() - problem.least())
        + "): windows at the end may stay open; look for lost records at the broker, and close the"
        + " windows with another run of './tidemark generate'";
  }

  @Override
  public String withoutLetter(Problem.WithoutLetter problem) {
    return "the raw topic has "
        + HumanFormat.count(problem.found().records(), "dead record")
        + " without a dead letter: not written yet, lost, or aggregated with another --max-ahead"
        + " or --earliest"
        + sample("; ", problem.found());
  }

  @Override
  public String strayLetters(Problem.StrayLetters problem) {
    return "the dead-letter topic has "
        + HumanFormat.count(problem.letters(), "letter")
        + " for records that the raw topic does not have; if that was made again, delete "
        + expected.definition().deadLetterTopic()
        + " too";
  }

  @Override
  public String unreadable(Problem.Unreadable problem) {
    return "the "
        + problem.station().name()
        + " has "
        + HumanFormat.count(problem.found().records(), "unreadable record")
        + sample(", ", problem.found());
  }

  private static String sample(String separator, FlawedRecords found) {
    if (found.samples().isEmpty()) {
      return "";
    }
    FlawedRecords.Sample first = found.samples().get(0);
    return separator
        + "such as partition "
        + first.partition()
        + " offset "
        + first.offset()
        + ": "
        + first.reason();
  }

  @Override
  public String repeated(Problem.Repeated problem) {
    RepeatedRows found = problem.found();
    String rows = HumanFormat.count(found.rows(), "row");
    String station = problem.station().name();
    return found
        .firstWindow()
        .map(
            window ->
                station
                    + " has "
                    + rows
                    + " whose window and groups another row has already, the first in the window "
                    + window)
        .orElseGet(
            () ->
                "the "
                    + station
                    + " has "
                    + rows
                    + " again for a key that it had already, such as "
                    + found.keys().get(0));
  }

  @Override
  public String measureMissing(Problem.MeasureMissing problem) {
    return "%s: %s the measure %s, which was in force when their windows ended"
        .formatted(
            problem.station().name(),
            HumanFormat.count(problem.rows(), "row") + (problem.rows() == 1 ? " lacks" : " lack"),
            problem.measure());
  }

  @Override
  public String stationEmpty(Problem.StationEmpty problem) {
    return problem.station().name()
        + " has none of the "
        + HumanFormat.count(problem.most(), "reading");
  }

  @Override
  public String rowsDiffer(Problem.RowsDiffer problem) {
    return "the "
        + problem.written().name()
        + " has "
        + HumanFormat.count(problem.written().count().rows(), "row")
        + ", "
        + problem.station().name()
        + " has "
        + HumanFormat.format(problem.station().count().rows());
  }

  @Override
  public String windowDiffers(Problem.WindowDiffers problem) {
    Station station = problem.station();
    long window = problem.window();
    long found = station.count().in(window);
    return "window "
        + Instant.ofEpochMilli(window)
        + ": "
        + (expected.hasLedger() ? "sent " : "raw topic has ")
        + HumanFormat.format(station.most(window, expected))
        + tolerance(station, window)
        + ", "
        + station.name()
        + " has "
        + HumanFormat.format(found)
        + " ("
        + new DifferenceText(station.difference(window, expected))
        + ")";
  }

  /** Why the station need not have what was sent. */
  private String tolerance(Station station, long window) {
    long most = station.most(window, expected);
    long least = station.least(window, expected);
    long uncounted = most - expected.in(window);
    String counted =
        uncounted > 0 ? ", " + HumanFormat.format(uncounted) + " of them not to be counted" : "";
    if (!station.holdsWindows()) {
      return counted
          + (least < most
              ? ", " + HumanFormat.format(most - least) + " of them " + station.tolerance()
              : "");
    }
    if (uncounted > 0) {
      return counted;
    }
    if (station.count().in(window) < least && least < most) {
      return ", at most " + HumanFormat.format(most - least) + " of them late";
    }
    return "";
  }

  @Override
  public String sumDiffers(Problem.SumDiffers problem) {
    return String.format(
        "window %s: the sum of %s is %s at %s and %s at %s",
        Instant.ofEpochMilli(problem.window()),
        problem.field(),
        problem.wanted().toPlainString(),
        problem.before(),
        problem.found().toPlainString(),
        problem.station());
  }
}
