package io.tidemark.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.station.JournalTail;
import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class PartitionRunsTest {
  private static final long END = 60;
  private static final int PARTITION = 1;

  private final List<LedgerRun> runs = new ArrayList<>();

  @RepeatedTest(50)
  void aTailBeginsAtTheFirstOffsetThatNoRunHasAndEndsAtTheNextRun(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int run = 0; run < 8; run++) {
      add(random);
    }
    PartitionRuns entries = new PartitionRuns(PARTITION, runs);

    for (LedgerRun journal : runs) {
      JournalTail tail = entries.tail(journal);

      long expected = start(journal);
      while (isOfARun(expected)) {
        expected++;
      }
      assertThat(tail.first()).isEqualTo(expected);
      while (expected < END && !isOfARun(expected)) {
        expected++;
      }
      assertThat(tail.end()).isEqualTo(expected == END ? Long.MAX_VALUE : expected);
    }
  }

  private void add(Random random) {
    List<PartitionEntry> entries = new ArrayList<>();
    for (int partition = 0; partition < 3; partition++) {
      if (random.nextInt(3) > 0) {
        long first = random.nextInt(40);
        entries.add(new PartitionEntry(partition, first, first + random.nextInt(10), 1));
      }
    }
    runs.add(
        new LedgerRun(
            Path.of(runs.size() + ".journal"),
            Instant.ofEpochSecond(random.nextInt(6)),
            false,
            true,
            0,
            entries,
            Optional.empty()));
  }

  /** After the run's own records, or after those of the runs that ended before. */
  private long start(LedgerRun journal) {
    return entry(journal)
            .map(PartitionEntry::lastOffset)
            .orElseGet(
                () ->
                    runs.stream()
                        .filter(run -> run.endedAt().isBefore(journal.endedAt()))
                        .flatMap(run -> entry(run).stream())
                        .mapToLong(PartitionEntry::lastOffset)
                        .max()
                        .orElse(-1))
        + 1;
  }

  private boolean isOfARun(long offset) {
    return runs.stream()
        .flatMap(run -> entry(run).stream())
        .anyMatch(entry -> entry.firstOffset() <= offset && offset <= entry.lastOffset());
  }

  private static Optional<PartitionEntry> entry(LedgerRun run) {
    return run.partitions().stream().filter(one -> one.partition() == PARTITION).findFirst();
  }
}
