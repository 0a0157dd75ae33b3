package io.tidemark.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLedgerTest {
  @TempDir Path folder;

  @Test
  void aLedgerIsReadAsItWasWritten() throws IOException {
    RunLedger ledger =
        new RunLedger(
            "sample",
            "sample-raw",
            "id",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:01Z",
            Map.of("seed", "1"),
            false,
            3,
            0,
            RunLedger.Unknown.NONE,
            1,
            new RunLedger.Faults(1, 1, 0, 0, 2, Map.of("truncated", 1L)),
            0,
            List.of(new RunLedger.PartitionEntry(0, 0, 3, 3)),
            List.of(
                new RunLedger.WindowEntry(
                    "2026-01-01T00:00:00Z", 3, Map.of("temp", new BigDecimal("60.10")))));
    Path file = folder.resolve("deep/ledger.json");
    ledger.write(file);
    assertThat(RunLedger.read(file)).isEqualTo(ledger);
    assertThat(Files.readString(file)).contains("\"topic_id\"", "\"first_offset\"", "60.10");
    assertThat(Files.list(file.getParent())).hasSize(1);
  }

  @Test
  void anotherFileIsNoLedger() throws IOException {
    Path file = folder.resolve("x.json");
    for (String text : List.of("", "{}", "[1]", "{\"stream\":\"a\",\"unknown\":1}")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> RunLedger.read(file)).hasMessageStartingWith("not a run ledger");
    }
  }
}
