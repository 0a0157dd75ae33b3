package io.tidemark.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.ledger.RunLedger.PartitionEntry;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LedgerJournalTest {
  private static final String NOON = "2026-03-01T12:00:00Z";
  private static final String LATER = "2026-03-01T12:01:00Z";

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("ledgers/sample-20260301T120000Z.journal");
  }

  private static RunLedger part(String endedAt, int partition, long offset, String window) {
    return new RunLedger(
        "sample",
        "sample-raw",
        "id",
        NOON,
        endedAt,
        Map.of("port", "0"),
        false,
        3,
        0,
        RunLedger.Unknown.NONE,
        1,
        new RunLedger.Faults(0, 0, 0, 1, 0, Map.of("replayed", 2L)),
        1,
        List.of(new PartitionEntry(partition, offset, offset + 2, 3)),
        List.of(new WindowEntry(window, 2, Map.of("temp", new BigDecimal("1.10")))));
  }

  @Test
  void theLedgerIsTheSumOfItsParts() throws Exception {
    LedgerJournal journal = new LedgerJournal(folder.resolve("ledgers"), "sample", NOON);
    journal.add(part(NOON, 1, 5, LATER));
    journal.add(part(LATER, 0, 0, LATER));
    journal.add(part(LATER, 1, 9, NOON));

    assertThat(LedgerJournal.read(file))
        .contains(
            new RunLedger(
                "sample",
                "sample-raw",
                "id",
                NOON,
                LATER,
                Map.of("port", "0"),
                false,
                9,
                0,
                RunLedger.Unknown.NONE,
                3,
                new RunLedger.Faults(0, 0, 0, 3, 0, Map.of("replayed", 6L)),
                3,
                List.of(new PartitionEntry(0, 0, 2, 3), new PartitionEntry(1, 5, 11, 6)),
                List.of(
                    new WindowEntry(NOON, 2, Map.of("temp", new BigDecimal("1.10"))),
                    new WindowEntry(LATER, 4, Map.of("temp", new BigDecimal("2.20"))))));
  }

  @Test
  void aLineThatWasBrokenOffDoesNotCount() throws Exception {
    LedgerJournal journal = new LedgerJournal(file, 1 << 20);
    journal.add(part(NOON, 1, 5, LATER));
    RunLedger before = LedgerJournal.read(file).orElseThrow();
    Files.writeString(file, "{\"stream\":\"sam", StandardOpenOption.APPEND);

    assertThat(LedgerJournal.read(file)).contains(before);
  }

  @Test
  void theJournalDoesNotGrowWithTheTime() throws Exception {
    LedgerJournal journal = new LedgerJournal(file, 2_000);
    for (int i = 0; i < 1_000; i++) {
      journal.add(part(NOON, 1, i, LATER));
    }

    assertThat(Files.size(file)).isLessThan(4_000);
    assertThat(LedgerJournal.read(file).orElseThrow().sent()).isEqualTo(3_000);
    assertThat(file.getParent()).isDirectoryContaining(one -> one.equals(file));
  }

  @Test
  void aRunThatWasKilledWithinItsFirstLineHasNothing() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{");
    assertThat(LedgerJournal.read(file)).isEmpty();
  }

  @Test
  void aLineThatIsNoLedgerIsAnError() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{}\n");
    assertThatThrownBy(() -> LedgerJournal.read(file)).isInstanceOf(IOException.class);
  }

  @Test
  void aJournalIsDeletedWhenTheLedgerIsWritten() throws Exception {
    LedgerJournal journal = new LedgerJournal(file, 2_000);
    journal.add(part(NOON, 1, 5, LATER));
    journal.delete();

    assertThat(file).doesNotExist();
  }

  @Test
  void aLineThatWasCutInTheMiddleOfACharacterDoesNotCount() throws Exception {
    LedgerJournal journal = new LedgerJournal(folder.resolve("ledgers"), "sample", NOON);
    journal.add(part(NOON, 0, 0, LATER));
    byte[] cut = {'{', '"', (byte) 0xc2};
    Files.write(file, cut, StandardOpenOption.APPEND);

    assertThat(LedgerJournal.read(file).orElseThrow().sent()).isEqualTo(3);
  }

  /** A sum that copied all windows for each line took a minute and a half. */
  @Test
  @Timeout(30)
  void aLineCostsWhatItHasAndNotWhatTheRunHas() throws Exception {
    Instant start = Instant.parse(NOON);
    List<WindowEntry> month =
        IntStream.range(0, 30 * 24 * 60)
            .mapToObj(
                minute ->
                    new WindowEntry(
                        start.plusSeconds(60L * minute).toString(),
                        1,
                        Map.of("temp", BigDecimal.ONE)))
            .toList();
    RunLedger one = part(NOON, 0, 0, NOON);
    RunLedger first =
        new RunLedger(
            one.stream(),
            one.topic(),
            one.topicId(),
            one.startedAt(),
            one.endedAt(),
            one.settings(),
            false,
            month.size(),
            0,
            RunLedger.Unknown.NONE,
            0,
            RunLedger.Faults.NONE,
            0,
            List.of(),
            month);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, first.toLine() + "\n" + (part(LATER, 0, 0, LATER).toLine() + "\n").repeat(5_000));

    RunLedger sum = LedgerJournal.read(file).orElseThrow();

    assertThat(sum.windows()).hasSize(month.size());
    assertThat(sum.windows().get(1))
        .isEqualTo(new WindowEntry(LATER, 10_001, Map.of("temp", new BigDecimal("5501.00"))));
  }

  @Test
  void aPartIsWrittenOnceThoughTheLinesCannotBeReplacedByTheirSum() throws Exception {
    LedgerJournal journal = new LedgerJournal(file, 1);
    Files.createDirectories(
        file.resolveSibling(file.getFileName() + ".part").resolve("in-the-way"));
    journal.add(part(NOON, 0, 0, LATER));
    journal.add(part(LATER, 0, 3, LATER));

    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(LedgerJournal.read(file).orElseThrow().sent()).isEqualTo(6);
  }
}
