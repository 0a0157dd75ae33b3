package io.tidemark.audit.report;

import static io.tidemark.audit.fixture.PipelineBuilder.count;
import static io.tidemark.audit.fixture.PipelineBuilder.readings;
import static io.tidemark.audit.fixture.PipelineBuilder.sent;
import static io.tidemark.audit.fixture.PipelineBuilder.withSum;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.station.Ingestion;
import io.tidemark.audit.station.Lateness;
import io.tidemark.audit.station.StationCount;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole reports, as text and as JSON, byte for byte as they are in the files. */
class GoldenReportTest {
  private static final Path FOLDER = Path.of("src/test/resources/reports");

  @Test
  void ofAnAuditThatHoldsAndHasSomethingInEveryTerm() throws IOException {
    mustBe(
        "holds",
        sent(24_000, 12_000, 500)
            .behind(0, 30, 40)
            .dead(7)
            .duplicates(2)
            .uncounted(1, 0, 3)
            .lateness(new Lateness(1_234, 0, 2_000, 239_980, 720_000, "3m", "5m"))
            .aggregatedTopic(count(400, 24_000, 11_980, 490))
            .druidRaw(readings(24_001, 12_000, 503))
            .druidAggregated(count(410, 24_000, 12_000, 490))
            .ingestion(new Ingestion("sensors-raw", 10, 1, 4, 2, List.of("bad")))
            .report());
  }

  @Test
  void ofAnAuditThatHoldsWithoutAnythingToExplain() throws IOException {
    mustBe("plain", sent(24_000, 12_000).report());
  }

  @Test
  void ofAnAuditThatFailsInEveryWay() throws IOException {
    mustBe(
        "fails",
        sent(10, 20, 30)
            .behind(0, 3)
            .sendTimes()
            .uncounted(0, 0, 4)
            .failed(2)
            .ledgerSurplus(1)
            .ledgerDead(6)
            .ledgerPartition(50)
            .withoutLetter(3)
            .strayLetters(2)
            .unreadable(1)
            .doubleRows(1)
            .druidAgain(0, 2)
            .rawTopic(withSum("200.10", 10, 20, 30))
            .aggregatedTopic(withSum("200.11", 10, 15, 31))
            .druidRaw(StationCount.NOTHING)
            .druidAggregated(count(9, 10, 15, 33, 1))
            .report());
  }

  @Test
  void ofManyWindowsThatDiffer() throws IOException {
    long[] sent = new long[50];
    Arrays.fill(sent, 2);
    long[] lost = new long[25];
    Arrays.fill(lost, 1);
    mustBe("many-windows", sent(sent).druidRaw(readings(lost)).report());
  }

  @Test
  void ofAnAuditWithoutALedger() throws IOException {
    mustBe("without-ledger", sent(10, 10).noLedger().druidRaw(readings(10, 9)).report());
  }

  @Test
  void ofSeveralKindsOfWindows() throws IOException {
    AuditReport one = sent(10).report();
    mustBe("several-kinds", one, sent(10, 11).report());
  }

  private static void mustBe(String name, AuditReport... reports) throws IOException {
    StringWriter json = new StringWriter();
    StringWriter text = new StringWriter();
    new AuditOutput(new PrintWriter(json), new PrintWriter(text))
        .write(List.of(reports), "-", false, true);

    assertThat(text.toString()).isEqualTo(golden(name + ".txt"));
    assertThat(json.toString()).isEqualTo(golden(name + ".json"));
  }

  private static String golden(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }
}
