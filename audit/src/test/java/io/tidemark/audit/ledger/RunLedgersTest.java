package io.tidemark.audit.ledger;

import static io.tidemark.audit.fixture.Streams.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.station.ClosingHeartbeats;
import io.tidemark.audit.station.SentReadings;
import io.tidemark.cli.UserError;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLedgersTest {
  @TempDir Path folder;

  @Test
  void addsUpTheLedgersOfTheTopic() {
    write("first", "sensors", "now", 10);
    write("second", "sensors", "now", 5);

    SentReadings sent = ledgers().of("now", 1);

    assertThat(sent.ledgers()).isEqualTo(2);
    assertThat(sent.totals().sent()).isEqualTo(15);
    assertThat(sent.totals().failed()).isEqualTo(2);
    assertThat(sent.totals().dead()).isEqualTo(12);
    assertThat(sent.totals().duplicated()).isEqualTo(6);
    assertThat(sent.partitions()).containsExactly(Map.entry(1, 15L));
    assertThat(sent.count().windows()).containsExactly(Map.entry(at("2026-01-01T00:00:00Z"), 15L));
    assertThat(sent.count().sums().get(at("2026-01-01T00:00:00Z")))
        .containsExactly(Map.entry("temp", new BigDecimal("40.20")));
    assertThat(sent.notes()).isEmpty();
  }

  @Test
  void ignoresTheLedgersOfAnEarlierTopicOfTheSameName() {
    write("old", "sensors", "before", 10);
    write("new", "sensors", "now", 5);

    SentReadings sent = ledgers().of("now", 1);

    assertThat(sent.totals().sent()).isEqualTo(5);
    assertThat(sent.notes()).isEmpty();
    assertThat(ledgers().of("later", 1).notes())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("2 run ledgers in ");
  }

  @Test
  void ignoresTheLedgersOfOtherStreams() {
    write("other", "pumps", "now", 10);

    assertThat(ledgers().of("now", 1).ledgers()).isZero();
  }

  @Test
  void notesThatThereIsNoLedger() {
    RunLedgers missing = new RunLedgers(folder.resolve("missing"), Streams.minutes());

    assertThat(missing.of("now", 1).notes())
        .containsExactly(
            "no run ledger for the topic sensors-raw in "
                + folder.resolve("missing")
                + ": what is in the raw topic is taken for what was sent");
  }

  @Test
  void namesTheFileThatIsNoLedger() throws IOException {
    Files.writeString(folder.resolve("broken.json"), "{\"stream\":");

    assertThatThrownBy(() -> ledgers().of("now", 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("broken.json")
        .hasMessageContaining("repair it or move it away");
  }

  @Test
  void hasTheHeartbeatsOfEachRunAndTheOffsetWhereItEnds() {
    write("first", "sensors", "now", 10);
    write("second", "sensors", "now", 20);

    ClosingHeartbeats heartbeats = ledgers().of("now", 1).heartbeats();

    assertThat(heartbeats.acknowledged()).isEqualTo(2);
    assertThat(heartbeats.leastAfter(Map.of(1, 10L))).isEqualTo(2);
    assertThat(heartbeats.leastAfter(Map.of(1, 11L))).isEqualTo(1);
    assertThat(heartbeats.leastAfter(Map.of(1, 21L))).isZero();
  }

  @Test
  void notesThatTheLastRunMayHaveLeftWindowsOpen() {
    write("first", "sensors", "now", 10);

    assertThat(ledgers().of("now", 1).notes()).isEmpty();
    assertThat(ledgers().of("now", 2).notes())
        .containsExactly(
            "the run of "
                + folder.resolve("first.json")
                + " sent its closing heartbeat to 1 of 2 partitions: windows at the end may stay"
                + " open until './tidemark close-windows' or the next run of './tidemark generate'");
  }

  @Test
  void notesNoOpenWindowsOfAnEarlierRun() {
    write("a", "2026-01-01T00:01:00.5Z", 1);
    write("b", "2026-01-01T00:01:00Z", 0);
    assertThat(ledgers().of("now", 1).notes()).isEmpty();
    write("c", "2026-01-01T00:02:00Z", 0);

    assertThat(ledgers().of("now", 1).notes()).singleElement().asString().contains("c.json");
  }

  @Test
  void namesTheFileThatHasNoEnd() {
    write("a", null, 1);

    assertThatThrownBy(() -> ledgers().of("now", 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not a run ledger: it has no ended_at");
  }

  @Test
  void passesOverFilesThatAreNotJson() throws IOException {
    Files.writeString(folder.resolve("run.json123.part"), "half");

    assertThat(ledgers().of("now", 1).ledgers()).isZero();
  }

  @Test
  void countsTheJournalOfARunThatHasNoLedgerYet() throws IOException {
    RunLedger half = ledger("sensors", "now", 10, "2026-01-01T00:01:00Z", 1);
    LedgerJournal journal = new LedgerJournal(folder, "sensors", half.startedAt());
    journal.add(half);
    journal.add(half);

    assertThat(ledgers().of("now", 1).totals().sent()).isEqualTo(20);
    assertThat(ledgers().of("now", 1).notes())
        .singleElement()
        .asString()
        .contains("sensors-20260101T000000Z.journal goes on or was killed");

    // between the writing of the ledger and the end of the journal
    half.writeInto(folder);
    assertThat(ledgers().of("now", 1).totals().sent()).isEqualTo(10);
  }

  @Test
  void readsTheFilesAgainOnlyWhenOneCameOrWentOrChanged() throws IOException {
    write("first", "sensors", "now", 10);
    RunLedgers ledgers = ledgers();
    SentReadings sent = ledgers.of("now", 1);

    assertThat(ledgers.of("now", 1).count()).isSameAs(sent.count());
    write("second", "sensors", "now", 5);
    assertThat(ledgers.of("now", 1).totals().sent()).isEqualTo(15);
    write("second", "sensors", "now", 700);
    assertThat(ledgers.of("now", 1).totals().sent()).isEqualTo(710);
    Files.delete(folder.resolve("first.json"));
    assertThat(ledgers.of("now", 1).totals().sent()).isEqualTo(700);
    assertThat(ledgers.of("later", 1).totals().sent()).isZero();
  }

  @Test
  void takesTheJournalOfARunAsItWasUntilTheyAreReadAnew() throws IOException {
    RunLedger part = ledger("sensors", "now", 10, "2026-01-01T00:01:00Z", 1);
    LedgerJournal journal = new LedgerJournal(folder, "sensors", part.startedAt());
    journal.add(part);
    RunLedgers ledgers = ledgers();
    SentReadings sent = ledgers.of("now", 1);
    journal.add(part);

    assertThat(ledgers.of("now", 1).count()).isSameAs(sent.count());
    write("other", "sensors", "now", 1);
    assertThat(ledgers.of("now", 1).totals().sent()).isEqualTo(11);
    ledgers.forgetJournals();
    assertThat(ledgers.of("now", 1).totals().sent()).isEqualTo(21);
  }

  @Test
  void noteIsOneForManyRunsThatWereKilledOrInterrupted() throws IOException {
    for (int hour = 10; hour < 15; hour++) {
      String start = "2026-01-01T" + hour + ":00:00Z";
      new LedgerJournal(folder, "sensors", start)
          .add(ledger("sensors", "now", 10, "2026-01-01T00:01:00Z", 1));
    }

    assertThat(ledgers().of("now", 1).notes())
        .containsExactly(
            "5 runs from "
                + folder.resolve("sensors-20260101T100000Z.journal")
                + " to "
                + folder.resolve("sensors-20260101T140000Z.journal")
                + " go on or were killed; what follows the last entries of their journals is counted"
                + " as the raw topic has it");
  }

  @Test
  void namesTheLinkThatLeadsNowhere() throws IOException {
    Files.createSymbolicLink(folder.resolve("gone.json"), folder.resolve("missing"));

    assertThatThrownBy(() -> ledgers().of("now", 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("gone.json: it is gone; without it the audit cannot know");
  }

  private RunLedgers ledgers() {
    return new RunLedgers(folder, Streams.minutes());
  }

  private void write(String name, String stream, String topicId, long readings) {
    ledger(stream, topicId, readings, "2026-01-01T00:01:00Z", 1)
        .write(folder.resolve(name + ".json"));
  }

  private void write(String name, String endedAt, long heartbeats) {
    ledger("sensors", "now", 10, endedAt, heartbeats).write(folder.resolve(name + ".json"));
  }

  private static RunLedger ledger(
      String stream, String topicId, long readings, String endedAt, long heartbeats) {
    return new RunLedger(
        stream,
        "sensors-raw",
        topicId,
        "2026-01-01T00:00:00Z",
        endedAt,
        Map.of(),
        false,
        readings,
        1,
        RunLedger.Unknown.NONE,
        heartbeats,
        new RunLedger.Faults(0, 0, 3, 2, 0, Map.of("not_json", 4L)),
        0,
        List.of(new RunLedger.PartitionEntry(1, 0, readings, readings)),
        List.of(
            new RunLedger.WindowEntry(
                "2026-01-01T00:00:00Z", readings, Map.of("temp", new BigDecimal("20.10")))));
  }
}
