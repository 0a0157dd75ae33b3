package io.tidemark.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.generator.run.InMemoryBroker;
import io.tidemark.generator.run.OpenWindows;
import io.tidemark.generator.run.RawSender;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Windows of 1 minute, watermark 3 minutes. */
class CloseWindowsCommandTest {
  private static final StreamDefinition STREAM = GeneratorStreams.MIXED;
  private static final String TOPIC = STREAM.raw().topic();
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  private final StringWriter out = new StringWriter();
  private Instant now = NOON.plusSeconds(3600);
  private OpenWindows windows =
      new OpenWindows(STREAM, TimeLimits.DEFAULT, () -> now.toEpochMilli());

  @Test
  void aTopicWithoutReadingsHasNothingToClose() {
    windows.add(record("{"));
    assertThat(CloseWindowsCommand.nothingToClose(TOPIC, windows)).contains("has no reading");
  }

  @Test
  void theHeartbeatIsPastTheEndOfTheLastWindowByTheWatermark() {
    windows.add(reading(NOON.plusSeconds(90)));
    windows.add(reading(NOON));
    assertThat(CloseWindowsCommand.nothingToClose(TOPIC, windows)).isNull();
    assertThat(new String(windows.closingHeartbeat(), StandardCharsets.UTF_8))
        .contains(Long.toString(NOON.plusSeconds(120 + 180).toEpochMilli()))
        .contains("heartbeat");
  }

  @Test
  void aRejectedReadingFromTheFutureDoesNotMoveTheEnd() {
    windows.add(reading(NOON));
    windows.add(reading(now.plusSeconds(86_400)));
    assertThat(windows.lastEnd()).hasValue(NOON.plusSeconds(60).toEpochMilli());
  }

  @Test
  void eachPartitionGetsOneHeartbeatAndASecondCallSendsNone() {
    windows.add(reading(NOON));
    InMemoryBroker broker = new InMemoryBroker(TOPIC, 3, record -> false);
    command().send(windows, new RawSender(broker, TOPIC, 3), TOPIC, 3);
    assertThat(broker.history()).extracting(ProducerRecord::partition).containsExactly(0, 1, 2);
    assertThat(broker.history()).allSatisfy(sent -> assertThat(sent.key()).isNull());
    assertThat(out.toString())
        .contains("the windows before 2026-03-10T12:01:00Z are closed")
        .contains("come from now on are late");

    windows.add(record(broker.history().get(0).value()));
    assertThat(CloseWindowsCommand.nothingToClose(TOPIC, windows))
        .contains("has closed the windows before 2026-03-10T12:01:00Z already");
  }

  @Test
  void laterReadingsOpenWindowsAgain() {
    windows.add(reading(NOON));
    windows.add(record(windows.closingHeartbeat()));
    windows.add(reading(NOON.plusSeconds(60)));
    assertThat(windows.areClosed()).isFalse();
  }

  @Test
  void windowsThatAnUpgradeWaitsForAreClosedWithTheWatermarkOfTheirDefinition() throws IOException {
    String text = Files.readString(Path.of("../benchmarks/fleet.yaml"));
    long boundary = NOON.plusSeconds(600).toEpochMilli();
    String before = text.replace("watermark: 3 minutes", "watermark: 5 minutes");
    DefinitionVersion old = new DefinitionVersion(Long.MIN_VALUE, boundary, before);
    DefinitionVersion pending = new DefinitionVersion(boundary, Long.MAX_VALUE, text, true);
    windows.add(reading(NOON));
    windows.add(record(windows.closingHeartbeat()));

    CloseWindowsCommand.await(
        List.of(old, new DefinitionVersion(boundary, Long.MAX_VALUE, text)), windows);
    assertThat(windows.areClosed()).isTrue();
    CloseWindowsCommand.await(List.of(old, pending), windows);
    assertThat(windows.areClosed()).isFalse();
    assertThat(windows.lastEnd()).hasValue(boundary);
    assertThat(new String(windows.closingHeartbeat(), StandardCharsets.UTF_8))
        .contains(Long.toString(NOON.plusSeconds(600 + 300).toEpochMilli()));
  }

  @Test
  void aWindowThatIsNotOverStaysOpen() {
    now = NOON.plusSeconds(30);
    windows.add(reading(NOON));
    assertThatThrownBy(() -> requireOver(TimeLimits.DEFAULT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("ends at 2026-03-10T12:01:00Z, in the future");
    now = NOON.plusSeconds(61);
    requireOver(TimeLimits.DEFAULT);
  }

  @Test
  void aSimulatedClockMayCloseWindowsInTheFuture() {
    TimeLimits off = new TimeLimits(0, null);
    windows = new OpenWindows(STREAM, off, () -> now.toEpochMilli());
    windows.add(reading(now.plusSeconds(86_400)));
    requireOver(off);
  }

  @Test
  void aHeartbeatThatIsNotDeliveredIsAnError() {
    windows.add(reading(NOON));
    InMemoryBroker broker = new InMemoryBroker(TOPIC, 2, record -> record == 1);
    assertThatThrownBy(() -> command().send(windows, new RawSender(broker, TOPIC, 2), TOPIC, 2))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not delivered: 1 of 2 heartbeats");
  }

  private void requireOver(TimeLimits limits) {
    CloseWindowsCommand.requireOver(windows, limits, now.toEpochMilli());
  }

  private CloseWindowsCommand command() {
    CloseWindowsCommand command = new CloseWindowsCommand();
    new CommandLine(command).setOut(new PrintWriter(out));
    return command;
  }

  private ConsumerRecord<byte[], byte[]> reading(Instant time) {
    return record(
        "{\"time\":%d,\"sensor\":\"s\",\"level\":1,\"volt\":1,\"amp\":1.000000000,\"state\":\"ön\"}"
            .formatted(time.toEpochMilli()));
  }

  private ConsumerRecord<byte[], byte[]> record(String value) {
    return record(value.getBytes(StandardCharsets.UTF_8));
  }

  private ConsumerRecord<byte[], byte[]> record(byte[] value) {
    return new ConsumerRecord<>(TOPIC, 0, 0, null, value);
  }
}
