package io.tidemark.generator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.options.GeneratorOptions;
import io.tidemark.generator.run.BrokenOffRuns;
import io.tidemark.generator.run.InMemoryBroker;
import io.tidemark.generator.run.RawSender;
import io.tidemark.generator.run.RunAccounting;
import io.tidemark.generator.run.RunSession;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.identity.RecordedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunJournalTest {
  private static final StreamDefinition FLEET = GeneratorStreams.FLEET;
  private static final int ENTITIES = 50;
  private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final RawTopicState TOPIC = new RawTopicState("id", 2, OptionalLong.empty());

  @TempDir Path folder;

  private final GeneratorOptions options =
      TypedOptions.simulated(
          "--entities 50 --duration 10m --late 5% --out-of-order 5% --duplicated 5% --malformed 5%"
              + " --far-future 2%");
  private final FaultPlan plan = new FaultPlan(options, FLEET, START, () -> START);
  private final RunAccounting account = RunAccounting.ofFleet(FLEET, plan.farthestBack());

  /** Gives every seventh record up. */
  private final InMemoryBroker broker =
      new InMemoryBroker(FLEET.raw().topic(), 2, record -> record % 7 == 3);

  private final RawSender sender = new RawSender(broker, FLEET.raw().topic(), 2);
  private final List<String> messages = new ArrayList<>();

  private RunLedger journal(Path ledgers) {
    return RunJournals.of(ledgers, FLEET.name(), "id").values().iterator().next();
  }

  private void send(RunSession session, long from, int rounds) {
    Fleet fleet = new Fleet(FLEET.raw(), ENTITIES, 1);
    FaultyRecordWriter outbox = new FaultyRecordWriter(FLEET.raw(), 1, plan, account, sender);
    Reading reading = FLEET.raw().newReading();
    for (int round = 0; round < rounds; round++) {
      for (int entity = 0; entity < ENTITIES; entity++) {
        fleet.measure(entity, from + 5_000L * round, reading);
        outbox.send(fleet.key(entity), reading);
      }
    }
    // as Kafka's producer does, another thread answers
    CompletableFuture.runAsync(broker::flush).join();
    session.writeJournal(Map.of("seed", "1"));
  }

  private RunSession session() {
    return RunSession.begin(FLEET, TOPIC, sender, account, folder, messages::add);
  }

  @Test
  void theLinesOfTheJournalAddUpToTheLedger() {
    RunSession session = session();
    session.beginJournal(Map.of("seed", "1"), 2);
    send(session, START, 20);
    send(session, START + 100_000, 20);
    send(session, START + 200_000, 20);
    RunLedger journal = journal(folder);
    RunLedger ledger = session.close(Map.of("seed", "1"), false, 2, 0);

    assertThat(journal.sent()).isEqualTo(ledger.sent()).isPositive();
    assertThat(journal.failed()).isEqualTo(ledger.failed()).isPositive();
    assertThat(journal.unknown()).isEqualTo(ledger.unknown());
    assertThat(journal.unknown().readings()).isEqualTo(ledger.failed());
    assertThat(journal.windows()).isEqualTo(ledger.windows());
    assertThat(journal.faults()).isEqualTo(ledger.faults());
    assertThat(journal.settings()).containsKey(RecordedProcess.SETTING);
    assertThat(ledger.settings()).doesNotContainKey(RecordedProcess.SETTING);
  }

  @Test
  void whatMayBeThereAndWhatIsThereIsAllThatWasSent() {
    RunSession session = session();
    send(session, START, 60);
    RunLedger ledger = session.close(Map.of(), false, 0, 0);
    long counted = ledger.windows().stream().mapToLong(RunLedger.WindowEntry::readings).sum();
    RunLedger.Unknown unknown = ledger.unknown();
    long mayCount = unknown.windows().stream().mapToLong(RunLedger.WindowEntry::readings).sum();

    assertThat(counted + ledger.faults().dead()).isEqualTo(ledger.sent());
    assertThat(mayCount + unknown.dead()).isEqualTo(unknown.readings());
    assertThat(unknown.partitions().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(unknown.readings());
  }

  @Test
  void theNextRunBeginsAfterTheWindowsOfARunThatWasKilled() throws Exception {
    RunSession session = session();
    send(session, START, 20);
    assertThat(BrokenOffRuns.in(folder, FLEET, TOPIC).journals()).isEmpty();

    // no process has this start
    Path journal = RunJournals.of(folder, FLEET.name(), "id").firstKey();
    String own = RecordedProcess.current().text();
    Files.writeString(
        journal, Files.readString(journal).replace(own, own.replaceAll("since \\S+", "since 1")));
    BrokenOffRuns broken = BrokenOffRuns.in(folder, FLEET, TOPIC);
    broken.note(messages::add);
    assertThat(broken.journals()).containsOnlyKeys(journal);
    assertThat(Instant.ofEpochMilli(broken.until().getAsLong())).isEqualTo("2026-01-01T00:02:00Z");
    assertThat(messages).last().asString().contains(journal + " was killed");
    broken.noteRepeated("readings.csv", messages::add);
    assertThat(messages).last().asString().contains(journal + " was killed");

    Files.writeString(
        journal,
        Files.readString(journal).replace("\"seed\"", "\"from\":\"readings.csv\",\"seed\""));
    BrokenOffRuns.in(folder, FLEET, TOPIC).noteRepeated("readings.csv", messages::add);
    assertThat(messages)
        .last()
        .asString()
        .contains(journal + " had sent ", "readings of readings.csv or some more");
  }
}
