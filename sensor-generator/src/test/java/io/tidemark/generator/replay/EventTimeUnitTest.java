package io.tidemark.generator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.model.definition.StreamDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTimeUnitTest {
  private static final long SECONDS = Instant.parse("2026-03-10T06:00:00Z").getEpochSecond();

  /** Event times in milliseconds. */
  private static final StreamDefinition MILLIS = GeneratorStreams.CHOOSY_ONCE;

  @TempDir Path folder;

  @Test
  void secondsThatAreReadAsMillisecondsAreRefusedBeforeAnythingIsSent() {
    RecordedReplay replay = new RecordedReplay(MILLIS);
    assertThatThrownBy(() -> run(replay, LongStream.range(SECONDS, SECONDS + 500)))
        .isInstanceOf(UsageError.class)
        .hasMessage(
            folder.resolve("recording.jsonl")
                + ": expected event times in milliseconds, as the definition says of time, but then"
                + " the first is 1970-01-21T12:32:02.400Z; in seconds it is 2026-03-10T06:00:00Z."
                + " Write 'format: seconds' for time, or name the earliest event time with"
                + " --earliest if these are right");
    assertThat(replay.messages).isEmpty();
  }

  @Test
  void aSingleReadingSuffices() {
    assertThatThrownBy(() -> run(new RecordedReplay(MILLIS), LongStream.of(SECONDS)))
        .hasMessageContaining("'format: seconds'");
  }

  @Test
  void aFewEventTimesOfAClockThatWasNotSetChangeNothing() {
    assertThatThrownBy(
            () ->
                run(
                    new RecordedReplay(MILLIS),
                    LongStream.concat(
                        LongStream.range(0, 9), LongStream.range(SECONDS, SECONDS + 91))))
        .hasMessageContaining("'format: seconds'");
  }

  @Test
  void eventTimesAreLeftAloneIfOneIsPlausibleOrNoUnitFits() throws IOException {
    LongStream mixed = LongStream.of(SECONDS, SECONDS, SECONDS * 1_000);
    assertThat(run(new RecordedReplay(MILLIS), mixed).keys()).hasSize(3);
    assertThat(run(new RecordedReplay(MILLIS), LongStream.range(0, 300)).keys())
        .as("of the year 1970, in order")
        .hasSize(300)
        .startsWith("0", "1")
        .endsWith("299");
  }

  @Test
  void anEarliestEventTimeSaysThatTheyAreRight() throws IOException {
    RecordedReplay replay = new RecordedReplay(MILLIS);
    run(replay, LongStream.of(SECONDS), "--earliest=1970-01-01T00:00:00Z");
    assertThat(replay.ledger().windows()).hasSize(1);
  }

  @Test
  void recordsThatAreHeldKeepTheirLinesAndReasons() throws IOException {
    String text = "\nx\n" + reading(1) + "\n" + reading(SECONDS * 1_000) + "\ny\n";
    RecordedReplay replay =
        new RecordedReplay(MILLIS).lines(folder, text, "--speed-up=0", "--max-ahead=off");
    assertThat(replay.values()).containsExactly("x", reading(1), reading(SECONDS * 1_000), "y");
    assertThat(replay.outcome().notes().get(1)).contains("; line 2: x");
  }

  private RecordedReplay run(RecordedReplay replay, LongStream times, String... args)
      throws IOException {
    String text = times.mapToObj(EventTimeUnitTest::reading).collect(Collectors.joining("\n"));
    String[] all = java.util.Arrays.copyOf(args, args.length + 1);
    all[args.length] = "--speed-up=0";
    return replay.lines(folder, text, all);
  }

  private static String reading(long time) {
    return "{\"time\":%d,\"entity\":%d,\"level\":1}".formatted(time, time % 1_000_000);
  }
}
