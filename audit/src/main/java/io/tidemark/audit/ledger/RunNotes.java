package io.tidemark.audit.ledger;

import io.tidemark.cli.text.HumanFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Remarks on the runs of a topic, for the report. */
final class RunNotes {
  /** Of runs in one state so many have a note of their own each. */
  private static final int MOST = 3;

  private final List<LedgerRun> runs;
  private final List<String> notes = new ArrayList<>();

  /** Those on how the runs ended. */
  RunNotes(List<LedgerRun> runs) {
    this.runs = runs;
    add(runs.stream().filter(LedgerRun::interrupted).toList(), RunState.INTERRUPTED);
    runs.stream()
        .filter(LedgerRun::isJournal)
        .collect(Collectors.groupingBy(RunState::ofJournal, TreeMap::new, Collectors.toList()))
        .forEach((state, journals) -> add(journals, state));
  }

  /** A note for each run, or one for all. */
  private void add(List<LedgerRun> ended, RunState state) {
    if (ended.size() <= MOST) {
      ended.forEach(run -> notes.add("the run of " + run.file() + state.ofOne(run)));
    } else {
      notes.add(
          HumanFormat.count(ended.size(), "run")
              + " from "
              + ended.get(0).file()
              + " to "
              + ended.get(ended.size() - 1).file()
              + state.ofSeveral());
    }
  }

  /**
   * The run that ended last should have closed its windows in every partition.
   *
   * @param partitions how many the topic has
   */
  void addOpenWindows(int partitions) {
    runs.stream()
        .filter(LedgerRun::counts)
        .max(Comparator.comparing(LedgerRun::endedAt))
        .filter(run -> run.heartbeats() < partitions)
        .ifPresent(
            run ->
                notes.add(
                    "the run of "
                        + run.file()
                        + " sent its closing heartbeat to "
                        + run.heartbeats()
                        + " of "
                        + HumanFormat.count(partitions, "partition")
                        + ": windows at the end may stay open until './tidemark close-windows' or the"
                        + " next run of './tidemark generate'"));
  }

  /**
   * There is no run of the topic. With ledgers of its own, those of deleted topics would be of no
   * interest.
   *
   * @param ofOtherTopics ledgers of the stream that are passed over
   */
  void addMissing(Path folder, String topic, int ofOtherTopics) {
    if (ofOtherTopics > 0) {
      notes.add(
          HumanFormat.count(ofOtherTopics, "run ledger")
              + " in "
              + folder
              + " passed over: written for another topic than the one that is now named "
              + topic);
    }
    notes.add(
        "no run ledger for the topic "
            + topic
            + " in "
            + folder
            + ": what is in the raw topic is taken for what was sent");
  }

  List<String> all() {
    return notes;
  }
}
