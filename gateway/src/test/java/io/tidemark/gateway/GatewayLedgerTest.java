package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.send.RunningJournal;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayLedgerTest {
  private static final long NOON = 1772366400000L;

  @TempDir Path folder;

  private static String weather(long time, String temperature) {
    return "{\"time\":%d,\"city\":\"Bonn\",\"temperature\":%s}".formatted(time, temperature);
  }

  @Test
  void theLedgerHasWhatTheWindowsCountAndWhatNot() throws Exception {
    try (TestGateway gateway = new TestGateway.Setup().deadLetters().open(GatewayTest.WEATHER)) {
      gateway.postLines(weather(NOON, "20.1"), weather(NOON + 1, "21.1"), weather(NOON, "-0.5"));
      gateway.postLines(weather(NOON + 600_000, "1.0"), "not JSON", weather(NOON, "50.05"));
      gateway.postLines(weather(System.currentTimeMillis() + 86_400_000L, "1.0"));

      RunLedger ledger = gateway.stop();

      assertThat(ledger.stream()).isEqualTo("weather");
      assertThat(ledger.topicId()).isEqualTo("id");
      assertThat(ledger.sent()).isEqualTo(7);
      assertThat(ledger.failed()).isZero();
      assertThat(ledger.filtered()).isEqualTo(1);
      assertThat(ledger.faults().malformed()).isEqualTo(Map.of("replayed", 2L));
      assertThat(ledger.faults().farFuture()).isEqualTo(1);
      assertThat(ledger.windows())
          .containsExactly(
              window("2026-03-01T12:00:00Z", 2, "41.2"), window("2026-03-01T12:10:00Z", 1, "1.0"));
      assertThat(ledger.partitions().stream().mapToLong(RunLedger.PartitionEntry::readings).sum())
          .isEqualTo(7);
    }
  }

  @Test
  void whatComesInPartitionsThatTheTopicGetsLaterIsInTheLedgerAndClosed() throws Exception {
    try (TestGateway gateway = TestGateway.of(GatewayTest.WEATHER)) {
      String[] cities =
          IntStream.range(0, 20)
              .mapToObj(city -> weather(NOON, "20.1").replace("Bonn", "city-" + city))
              .toArray(String[]::new);
      assertThat(gateway.postLines(cities).statusCode()).isEqualTo(200);

      RunLedger ledger = gateway.gateway.stop(Duration.ofSeconds(1), true).get(0);

      assertThat(ledger.sent()).isEqualTo(20);
      assertThat(ledger.heartbeats()).isEqualTo(TestBroker.PARTITIONS);
      assertThat(ledger.partitions()).hasSize(TestBroker.PARTITIONS);
      assertThat(ledger.windows())
          .singleElement()
          .satisfies(window -> assertThat(window.readings()).isEqualTo(20));
    }
  }

  private static RunLedger.WindowEntry window(String start, long readings, String sum) {
    return new RunLedger.WindowEntry(start, readings, Map.of("temperature", new BigDecimal(sum)));
  }

  @Test
  void readingsThatComeAgainCountOnceWhereTheDefinitionDeduplicates() throws Exception {
    StreamDefinition once =
        Definitions.read(
            Definitions.SAMPLE.replace("  by: [entity]", "  deduplicate: true\n  by: [entity]"));
    String reading = "{\"time\":1772366400000,\"entity\":7,\"temp\":20.13,\"state\":\"on\"}";
    String same = "{\"entity\":7,\"time\":1772366400000,\"temp\":20.130,\"state\":\"on\"}";
    try (TestGateway gateway = TestGateway.of(once)) {
      gateway.postLines(reading, reading);
      gateway.postLines(same);

      RunLedger ledger = gateway.stop();

      assertThat(ledger.sent()).isEqualTo(3);
      assertThat(ledger.windows())
          .singleElement()
          .satisfies(window -> assertThat(window.readings()).isEqualTo(1));
    }
  }

  @Test
  void closingHeartbeatsAreInTheLedgerAndAreNoReadings() throws Exception {
    try (TestGateway gateway = TestGateway.of(GatewayTest.WEATHER)) {
      gateway.postLines(weather(NOON, "20.1"));

      RunLedger ledger = gateway.gateway.stop(Duration.ofSeconds(1), true).get(0);

      assertThat(ledger.sent()).isEqualTo(1);
      assertThat(ledger.heartbeats()).isEqualTo(2);
      assertThat(ledger.partitions()).hasSize(2);
    }
  }

  @Test
  void theJournalHasTheLedgerUntilItIsWritten() throws Exception {
    try (TestGateway gateway = new TestGateway.Setup().deadLetters().open(GatewayTest.WEATHER)) {
      RunningJournal journal = gateway.gateway.journals(folder).get(0);
      gateway.postLines(weather(NOON, "20.1"), weather(NOON + 600_000, "21.1"));
      journal.write();
      gateway.postLines(weather(NOON, "20.1"), "not JSON", weather(NOON, "-1.0"));
      journal.write();
      journal.write();

      Path killed = only(".journal");
      RunLedger left = LedgerJournal.read(killed).orElseThrow();
      RunLedger ledger = gateway.stop();
      assertThat(left).usingRecursiveComparison().ignoringFields("endedAt").isEqualTo(ledger);

      try (LedgerFiles files = new LedgerFiles(gateway.gateway, folder, gateway.messages::add)) {
        assertThat(files.write(List.of(ledger))).containsExactly(only(".json"));
      }
      assertThat(RunLedger.read(only(".json"))).isEqualTo(ledger);
      assertThat(killed).doesNotExist();
    }
  }

  @Test
  void theJournalHasTheTopicFromTheStart() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample());
        LedgerFiles files = new LedgerFiles(gateway.gateway, folder, gateway.messages::add)) {
      RunLedger left = LedgerJournal.read(only(".journal")).orElseThrow();

      assertThat(left.topicId()).isEqualTo("id");
      assertThat(left.sent()).isZero();
      files.write(List.of());
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aLedgerIsWrittenAlsoOfWhatMayBeInTheTopicAlone() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      gateway.broker.hold();
      CompletableFuture<HttpResponse<String>> answer = gateway.sendLater(gateway.lines(sample(1)));
      gateway.awaitRecords(1);
      gateway.broker.refuse();
      assertThat(answer.join().statusCode()).isEqualTo(503);

      RunLedger ledger = gateway.stop();
      assertThat(ledger.sent()).isZero();
      assertThat(ledger.unknown().readings()).isEqualTo(1);
    }
  }

  @Test
  void theJournalHasWhatIsAcknowledgedOfABatchThatLacksAnswers() throws Exception {
    try (TestGateway gateway = TestGateway.of(Definitions.sample())) {
      RunningJournal journal = gateway.gateway.journals(folder).get(0);
      gateway.broker.hold();
      CompletableFuture<HttpResponse<String>> answer =
          gateway.sendLater(gateway.lines(sample(1), sample(2), sample(3)));
      gateway.awaitRecords(3);
      gateway.broker.acknowledge(2);
      journal.write();
      RunLedger killed = LedgerJournal.read(only(".journal")).orElseThrow();
      gateway.broker.acknowledge();
      answer.join();
      journal.write();

      assertThat(killed.sent()).isEqualTo(2);
      assertThat(killed.windows()).extracting(RunLedger.WindowEntry::readings).containsExactly(2L);
      RunLedger left = LedgerJournal.read(only(".journal")).orElseThrow();
      assertThat(left.sent()).isEqualTo(3);
      assertThat(left)
          .usingRecursiveComparison()
          .ignoringFields("endedAt")
          .isEqualTo(gateway.stop());
    }
  }

  private static String sample(int entity) {
    return "{\"time\":1772323200000,\"entity\":%d,\"temp\":20.13,\"state\":\"on\"}"
        .formatted(entity);
  }

  private Path only(String ending) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).findAny().orElseThrow();
    }
  }

  @Test
  void aGatewayWithoutReadingsHasNoLedger() {
    try (TestGateway gateway = TestGateway.of(GatewayTest.WEATHER)) {
      assertThat(gateway.gateway.stop(Duration.ofSeconds(1), true)).isEmpty();
    }
  }
}
