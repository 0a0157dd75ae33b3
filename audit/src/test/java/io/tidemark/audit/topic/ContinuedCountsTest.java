package io.tidemark.audit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.last.LastAudit;
import io.tidemark.audit.last.LastAuditFile;
import io.tidemark.audit.rows.WindowKeys;
import io.tidemark.audit.station.LedgerOffsets;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.kafka.TopicReader.Progress;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.model.yaml.DefinitionReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters that count on from what others have counted, by way of the file of the last audit. */
class ContinuedCountsTest {
  private static final String TEXT =
      """
      stream: doors
      raw:
        topic: sensors-raw
        key: door
        time: time
        fields:
          time: {type: timestamp}
          door: {type: int}
          force: {type: decimal, scale: 1}
      aggregated:
        topic: doors-windows
        window: 10 minutes
        slide: 5 minutes
        watermark: 1 minute
        where: force >= 0
        by: [door]
        measures:
          readings: count
          total: sum(force)
      """;

  private static final StreamDefinition DOORS = DefinitionReader.parse(TEXT, "doors");
  private static final long BEGIN = Streams.at("2026-01-01T00:00:00Z");
  private static final LastAudit.Basis BASIS =
      new LastAudit.Basis(TEXT, "raw-id", "aggregated-id", "letters-id", 0, 60_000L);

  @TempDir Path folder;

  private final Random random = new Random(7);
  private final Map<Integer, Long> next = new HashMap<>(Map.of(0, 0L, 1, 0L, 2, 5L));
  private final List<Consumer<RawTopicCounter>> steps = new ArrayList<>();
  private long now = BEGIN;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 250, 700, 1_199, 1_500})
  void theRawTopicCountsAsIfItHadBeenReadAtOnce(int before) {
    List<Map<Integer, Long>> offsets = new ArrayList<>();
    for (int step = 0; step < 1_500; step++) {
      offsets.add(Map.copyOf(next));
      // so many dead ones that the partition no longer holds the watermark
      steps.add(step > 400 && step < 600 ? dead(1) : step(step));
    }
    offsets.add(Map.copyOf(next));

    RawTopicCounter atOnce = begun();
    steps.forEach(step -> step.accept(atOnce));
    RawTopicCounter first = begun();
    steps.subList(0, before).forEach(step -> step.accept(first));
    RawTopicCounter second = counter();
    TopicCounts counts = saved(first, offsets.get(before));
    second.continueFrom(counts.raw(), counts.deadLetters());
    assertThat(second.count()).isEqualTo(first.count());
    steps.subList(before, steps.size()).forEach(step -> step.accept(second));

    RawCount expected = atOnce.count();
    assertThat(second.count()).isEqualTo(expected);
    assertThat(second.lettersAgain()).isZero();
    assertThat(second.records()).isEqualTo(atOnce.records() - first.records());
    Progress end = progress(offsets.get(before));
    assertThat(second.counts(end)).isEqualTo(atOnce.counts(end));
    assertThat(second.letterCounts(end, 3)).isEqualTo(atOnce.letterCounts(end, 3));
    // each kind of record is there, and what arrived before decides
    assertThat(expected.arrival().global()).isNotEmpty();
    assertThat(expected.arrival().partitions()).isNotEqualTo(expected.arrival().global());
    assertThat(expected.filtered()).isPositive();
    assertThat(expected.heartbeats()).isPositive();
    assertThat(expected.dead().windows()).isNotEmpty();
    assertThat(expected.dead().doubtful()).isNotEmpty();
    assertThat(expected.skipped()).isNotEmpty();
    assertThat(expected.dead().strayLetters()).isZero();
  }

  @Test
  void aLetterForARecordThatWasCountedBeforeIsTold() {
    RawTopicCounter first = begun();
    dead(0).accept(first);
    TopicCounts counts = saved(first, Map.of(0, 1L));
    RawTopicCounter second = counter();
    second.continueFrom(counts.raw(), counts.deadLetters());

    second.accept(new DeadLetter("sensors-raw", 0, 0, 1, "not JSON", Streams.bytes("{")));
    second.skip(new DeadLetter("sensors-raw", 0, 0, 1, "skipped", Streams.bytes("{")));
    assertThat(second.lettersAgain()).isEqualTo(2);
    assertThat(second.count().dead().letters()).isEqualTo(2);
    second.accept(new DeadLetter("sensors-raw", 0, 1, 1, "not JSON", Streams.bytes("{")));
    assertThat(second.lettersAgain()).isEqualTo(2);
  }

  @Test
  void theAggregatedTopicCountsAsIfItHadBeenReadAtOnce() {
    AggregatedTopicCounter atOnce = rows(WindowRange.ALL);
    AggregatedTopicCounter first = rows(WindowRange.ALL);
    for (AggregatedTopicCounter one : List.of(atOnce, first)) {
      one.accept(row("2026-01-01T00:00:00Z", 1, 2, "1.5"));
      one.accept(row("2026-01-01T00:00:00Z", 2, 1, "0.25"));
      one.accept(row("2026-01-01T00:05:00Z", 1, 3, "10"));
    }
    AggregatedTopicCounter second = rows(WindowRange.ALL);
    second.continueFrom(saved(begun(), first).aggregated().windows());
    assertThat(second.station()).isEqualTo(first.station());
    for (AggregatedTopicCounter one : List.of(atOnce, second)) {
      one.accept(row("2026-01-01T00:10:00Z", 1, 2, "1.5"));
      one.accept(row("2026-01-01T00:10:00Z", 1, 2, "1.5"));
    }

    assertThat(second.station()).isEqualTo(atOnce.station());
    assertThat(second.station().repeated().rows()).isOne();
    assertThat(second.counts()).isEqualTo(atOnce.counts());
    assertThat(second.records()).isEqualTo(2);
    assertThat(second.settled().size()).isEqualTo(2);
    assertThat(second.settled().readings()).isEqualTo(6);
    assertThat(second.settledAgain()).isZero();
    // its keys are not known any more
    second.accept(row("2026-01-01T00:05:00Z", 1, 3, "10"));
    assertThat(second.settledAgain()).isOne();
  }

  @Test
  void aRangeCountsOnWithItsWindowsAlone() {
    AggregatedTopicCounter first = rows(WindowRange.ALL);
    first.accept(row("2026-01-01T00:00:00Z", 1, 2, "1.5"));
    first.accept(row("2026-01-01T00:05:00Z", 1, 3, "10"));
    AggregatedTopicCounter second =
        rows(new WindowRange(Streams.at("2026-01-01T00:05:00Z"), Long.MAX_VALUE));
    second.continueFrom(saved(begun(), first).aggregated().windows());
    second.accept(row("2026-01-01T00:00:00Z", 1, 2, "1.5"));

    assertThat(second.station().count().windows())
        .isEqualTo(Map.of(Streams.at("2026-01-01T00:05:00Z"), 3L));
    assertThat(second.station().count().rows()).isOne();
    assertThat(second.settledAgain()).isZero();
  }

  private Consumer<RawTopicCounter> step(int number) {
    int partition = random.nextInt(3);
    int kind = random.nextInt(20);
    now += random.nextInt(3) * 2_000L;
    if (kind == 0) {
      return dead(partition);
    }
    long offset = next.merge(partition, 1L, Long::sum) - 1;
    long time = now - (kind < 3 ? random.nextInt(1_200_000) : random.nextInt(20_000));
    String value =
        kind == 3
            ? "{\"time\":%d,\"heartbeat\":true}".formatted(time)
            : "{\"time\":%d,\"door\":%d,\"force\":%d.%d}"
                .formatted(time, number % 5, kind == 4 ? -1 : number, number % 10);
    ConsumerRecord<byte[], byte[]> record = Streams.record(partition, offset, now, value);
    DeadLetter letter =
        new DeadLetter("sensors-raw", partition, offset, now, "why", Streams.bytes(value));
    return counter -> {
      if (kind == 5) {
        counter.skip(letter);
      } else if (kind == 6) {
        counter.accept(letter);
      }
      counter.accept(record);
    };
  }

  /** A dead record and its letter, which comes before it or after it. */
  private Consumer<RawTopicCounter> dead(int partition) {
    long offset = next.merge(partition, 1L, Long::sum) - 1;
    ConsumerRecord<byte[], byte[]> record = Streams.record(partition, offset, now, "{");
    DeadLetter letter =
        new DeadLetter("sensors-raw", partition, offset, now, "not JSON", Streams.bytes("{"));
    return counter -> {
      if (offset % 2 == 0) {
        counter.accept(letter);
      }
      counter.accept(record);
      if (offset % 2 == 1) {
        counter.accept(letter);
      }
    };
  }

  private static RawTopicCounter counter() {
    return new RawTopicCounter(
        DOORS,
        WatermarkBound.GLOBAL,
        TimeLimits.DEFAULT,
        () -> BEGIN + 100_000_000,
        LedgerOffsets.NONE,
        new OtherLayouts(List.of()));
  }

  private static RawTopicCounter begun() {
    RawTopicCounter counter = counter();
    counter.begin(0, 0);
    counter.begin(1, 0);
    counter.begin(2, 5);
    return counter;
  }

  private static AggregatedTopicCounter rows(WindowRange range) {
    return new AggregatedTopicCounter(DOORS, range, WindowKeys.ofThisProcess());
  }

  private static ConsumerRecord<byte[], byte[]> row(
      String start, int door, int readings, String total) {
    return Streams.record(
        "doors-windows",
        0,
        "{\"window_start\":\"%s\",\"door\":%d,\"readings\":%d,\"total\":%s}"
            .formatted(start, door, readings, total));
  }

  private static Progress progress(Map<Integer, Long> next) {
    return new Progress(Map.of(2, 5L), next, next);
  }

  private TopicCounts saved(RawTopicCounter raw, Map<Integer, Long> offsets) {
    return saved(raw, offsets, rows(WindowRange.ALL));
  }

  private TopicCounts saved(RawTopicCounter raw, AggregatedTopicCounter rows) {
    return saved(raw, Map.of(), rows);
  }

  /** What the file has after it was written and read. */
  private TopicCounts saved(
      RawTopicCounter raw, Map<Integer, Long> offsets, AggregatedTopicCounter rows) {
    TopicCounts counts =
        new TopicCounts(
            raw.counts(progress(offsets)),
            new TopicCounts.Aggregated(progress(offsets), rows.counts()),
            raw.letterCounts(progress(Map.of()), 3));
    LastAuditFile file = new LastAuditFile(folder, DOORS, TEXT, "doors-windows");
    file.write(BASIS, Instant.EPOCH, counts);
    TopicCounts read = file.read(BASIS).audit().orElseThrow().counts();
    assertThat(read).isEqualTo(counts);
    return read;
  }
}
