package io.tidemark.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunJournals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateways that are killed while clients post and repeat: each reading that was accepted is in the
 * topic, windows count it once, and the audit holds and says what it took from the topic. {@code
 * -Dtidemark.rounds=10} kills ten, {@code -Dtidemark.seed=7} at other moments.
 */
class KilledGatewayIT {
  @TempDir static Path folder;

  @Test
  void theAuditHoldsAfterTheKillsAndSaysWhatItTookFromTheTopic() throws Exception {
    int rounds = Integer.getInteger("tidemark.rounds", 2);
    long seed = Long.getLong("tidemark.seed", 1);
    TestStream stream =
        TestStream.define(folder, "killed", "int", "10 seconds", "30 seconds", "[entity]")
            .deduplicated();
    stream.attach();
    try (GatewayProcess gateway =
        new GatewayProcess(stream, "--on-refused", "dead-letter", "--close-windows")) {
      RepeatingClient client = new RepeatingClient(gateway::address, LakeCrashIT::batch);
      client.begin();
      for (int round = 1; round <= rounds; round++) {
        Random random = new Random(seed + round);
        client.awaitGroup();
        pause(random.nextInt(3_000));
        gateway.kill();
        pause(random.nextInt(1_000));
        gateway.start();
      }
      client.awaitGroup();
      client.stop();
      // its window closes those of all others
      client.postGroup();
      assertThat(gateway.stop()).isZero();
      stream.drain();

      JsonNode report = stream.audit();
      List<String> notes = new ArrayList<>();
      report.path("notes").forEach(note -> notes.add(note.asText()));
      List<Path> journals =
          RunJournals.withLedgers(gateway.ledgers()).stream()
              .filter(file -> file.toString().endsWith(LedgerJournal.ENDING))
              .toList();
      assertThat(journals).hasSize(rounds);
      // more than three killed runs are one note, which names the first and the last
      List<Path> named =
          rounds <= 3 ? journals : List.of(journals.get(0), journals.get(rounds - 1));
      for (Path journal : named) {
        assertThat(notes)
            .anySatisfy(note -> assertThat(note).contains(journal.toString(), " killed; "));
      }
      requireEachOnce(stream, client.accepted());
      System.err.printf(
          "%d kills, seed %d, %d repetitions: %s%n%s%n",
          rounds,
          seed,
          client.repetitions(),
          report.path("verdict").textValue(),
          String.join("\n", notes));
    }
  }

  /** Each reading that was accepted is in the topic, and the windows have no other. */
  private static void requireEachOnce(TestStream stream, List<String> accepted) throws Exception {
    Set<String> readings = new HashSet<>(accepted);
    readings.removeIf(line -> !line.startsWith("{"));
    assertThat(readings).isNotEmpty();
    Set<String> missing = new HashSet<>(readings);
    stream.records(stream.definition().raw().topic()).stream()
        .map(record -> new String(record.value(), UTF_8))
        .forEach(missing::remove);
    assertThat(missing).isEmpty();
    stream.requireEachRowOnce();
    long counted = 0;
    for (String row : stream.aggregatedTopic()) {
      counted += new JsonMapper().readTree(row).path("readings").longValue();
    }
    assertThat(counted).isEqualTo(readings.size());
  }

  /** Lets the processes go on for a time that the seed determines. */
  private static void pause(int millis) throws Exception {
    new CompletableFuture<>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).get();
  }
}
