package io.tidemark.generator.fleet;

import io.tidemark.generator.fleet.RecordedRun.Sent;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.RunLedger.WindowEntry;
import io.tidemark.model.record.Derivation;
import io.tidemark.model.record.RawDecoder;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Recounts a run from its sent records only. */
final class RecountedRun {
  private static final long FAR = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final StreamDefinition definition;
  private final int timePlace;
  private final Map<Long, Long> counts = new TreeMap<>();
  private final Map<Long, Map<String, BigDecimal>> sums = new TreeMap<>();
  private final Set<ByteBuffer> distinct = new HashSet<>();

  long acknowledged;
  long late;
  long outOfOrder;
  long duplicated;
  long farFuture;
  long malformed;
  long filtered;

  RecountedRun(RecordedRun run) {
    definition = run.definition();
    timePlace = definition.raw().indexOf(definition.raw().time());
    RawDecoder decoder = new RawDecoder(definition.raw());
    Derivation derivation = new Derivation(definition);
    Reading reading = definition.raw().newReading();
    long latest = Long.MIN_VALUE;
    List<Sent> all = run.readings();
    for (int i = 0; i < all.size(); i++) {
      Sent sent = all.get(i);
      boolean readable = decoder.decode(sent.value(), 1, reading) == null;
      boolean twice = readable && i + 1 < all.size() && isCopy(all.get(i + 1), sent);
      int copies = (sent.acknowledged() ? 1 : 0) + (twice && all.get(i + 1).acknowledged() ? 1 : 0);
      i += twice ? 1 : 0;
      acknowledged += copies;
      long time = readable ? reading.number(timePlace) : 0;
      if (copies > 0) {
        boolean underived = readable && time < FAR && derivation.apply(reading) != null;
        duplicated += underived ? 0 : copies - 1;
        if (!readable) {
          malformed++;
        } else if (time > FAR) {
          farFuture++;
        } else if (underived) {
          malformed += copies;
        } else if (!reading.counts()) {
          classify(Math.max(latest, time) - time);
          filtered += definition.aggregated().deduplicate() ? 1 : copies;
        } else {
          classify(Math.max(latest, time) - time);
          for (int copy = 0; copy < copies; copy++) {
            count(reading, sent.value());
          }
        }
      }
      if (readable && time < FAR) {
        latest = Math.max(latest, time);
      }
    }
  }

  private static boolean isCopy(Sent next, Sent sent) {
    return Arrays.equals(next.key(), sent.key()) && Arrays.equals(next.value(), sent.value());
  }

  private void classify(long behind) {
    long watermark = definition.aggregated().watermark().toMillis();
    if (behind > watermark + definition.aggregated().window().toMillis()) {
      late++;
    } else if (behind > 0) {
      if (behind > watermark) {
        throw new AssertionError("neither late nor in time: " + behind + " ms behind");
      }
      outOfOrder++;
    }
  }

  private void count(Reading reading, byte[] value) {
    if (definition.aggregated().deduplicate() && !distinct.add(ByteBuffer.wrap(value))) {
      return;
    }
    long window = definition.aggregated().windowStart(reading.number(timePlace));
    counts.merge(window, 1L, Long::sum);
    Map<String, BigDecimal> sum = sums.computeIfAbsent(window, start -> new LinkedHashMap<>());
    for (Field field : definition.raw().measured()) {
      long number = reading.number(definition.raw().indexOf(field));
      sum.merge(field.name(), BigDecimal.valueOf(number, field.scale()), BigDecimal::add);
    }
  }

  List<WindowEntry> windows() {
    return counts.entrySet().stream()
        .map(
            window ->
                new WindowEntry(
                    Instant.ofEpochMilli(window.getKey()).toString(),
                    window.getValue(),
                    sums.get(window.getKey())))
        .toList();
  }
}
