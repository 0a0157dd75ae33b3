package io.tidemark.audit;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.record.DeduplicationSet;
import io.tidemark.model.record.Derivation;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * Counts the readings of the raw topic, which come in the order of their arrival, and tells apart
 * those that the windows should count, dead ones and duplicates. Dead letters decide what is dead;
 * they come before their records or after them. What it keeps grows with the windows and with the
 * dead, and only when the definition deduplicates with the readings.
 */
final class RawTopic implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private static final class Partition {
    private final long first;
    private long last;
    private long readings;
    private long heartbeats;
    private long dead;

    Partition(long first) {
      this.first = first;
    }
  }

  private final StreamDefinition.Aggregated aggregated;
  private final int time;
  private final RawDecoder decoder;
  private final TimeLimits.Check limits;
  private final LongSupplier clock;
  private final Reading reading;
  private final Derivation derivation;
  private final PaneTotals tally;
  private final LateBound bound;
  private final OutOfOrder outOfOrder;

  private final SortedMap<Integer, Partition> partitions = new TreeMap<>();
  private final SortedMap<Long, Long> uncounted = new TreeMap<>();
  private final Offsets letters = new Offsets();
  private long lettersMet;
  private final Offsets withoutLetter = new Offsets();
  private final Faults withoutLetterFaults = new Faults();
  private long takenBack;

  /** Null when the definition does not deduplicate. */
  private final DeduplicationSet seen;

  private final Offsets duplicates = new Offsets();
  private long filtered;
  private boolean sendTimes;

  /**
   * @param limits the same as the aggregation has
   * @param clock the time of day, epoch milliseconds
   */
  RawTopic(StreamDefinition definition, TimeLimits limits, LongSupplier clock) {
    this.limits = limits.check(definition);
    this.clock = clock;
    aggregated = definition.aggregated();
    time = definition.raw().indexOf(definition.raw().time());
    decoder = new RawDecoder(definition.raw());
    reading = definition.raw().newReading();
    derivation = new Derivation(definition);
    tally = new PaneTotals(definition);
    bound = new LateBound(definition);
    outOfOrder = new OutOfOrder(definition);
    seen = aggregated.deduplicate() ? new DeduplicationSet(definition.raw()) : null;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    Partition partition =
        partitions.computeIfAbsent(record.partition(), ignored -> new Partition(record.offset()));
    partition.last = record.offset();
    sendTimes |= record.timestampType() != TimestampType.LOG_APPEND_TIME;
    boolean letter = letters.contains(record.partition(), record.offset());
    lettersMet += letter ? 1 : 0;
    String malformed = decoder.decode(record.value(), reading);
    String problem =
        malformed == null
            ? limits.problem(reading, record.timestamp(), clock.getAsLong())
            : malformed;
    if (malformed == null && reading.heartbeat()) {
      partition.heartbeats++;
      if (problem == null && !letter) {
        bound.move(record.timestamp(), reading.number(time));
      }
      return;
    }
    partition.readings++;
    if (letter || problem != null) {
      partition.dead++;
      if (malformed == null) {
        notCounted();
      }
      if (!letter) {
        withoutLetter.add(record.partition(), record.offset());
        withoutLetterFaults.add(record, problem);
      }
    } else if (!reading.counts()) {
      filtered++;
      bound.move(record.timestamp(), reading.number(time));
      notCounted();
    } else if (seen != null && !seen.add(reading)) {
      duplicates.add(record.partition(), record.offset());
      notCounted();
    } else {
      tally.add(reading);
      bound.add(record.timestamp(), reading.number(time));
      outOfOrder.add(record.partition(), record.timestamp(), reading.number(time));
    }
  }

  /** A dead letter of this topic; one that comes again changes nothing. */
  void accept(DeadLetter letter) {
    if (!letters.add(letter.partition(), letter.offset())) {
      return;
    }
    Partition partition = partitions.get(letter.partition());
    if (partition != null
        && partition.first <= letter.offset()
        && letter.offset() <= partition.last
        && settle(letter, partition)) {
      lettersMet++;
    }
  }

  /**
   * A letter whose record was there first. The bound keeps what the record did to it, which can
   * only raise it. Of a dead reading and its equal that lives, the other one would now have to
   * count; they would need the same event time and two verdicts on it, so that is left out.
   *
   * @return whether it is a letter of that record
   */
  private boolean settle(DeadLetter letter, Partition partition) {
    if (withoutLetter.remove(letter.partition(), letter.offset())) {
      withoutLetterFaults.remove(letter.partition(), letter.offset());
      return true;
    }
    if (decoder.decode(letter.value(), reading) != null) {
      // its record could be read
      return false;
    }
    if (!reading.heartbeat()) {
      partition.dead++;
      takenBack++;
      derivation.apply(reading);
      if (!reading.counts()) {
        filtered--;
      } else if (!duplicates.remove(letter.partition(), letter.offset())) {
        tally.remove(reading);
        notCounted();
      }
    }
    return true;
  }

  private void notCounted() {
    for (long start : aggregated.windowStarts(reading.number(time))) {
      uncounted.merge(start, 1L, Long::sum);
    }
  }

  RawCount count() {
    SortedMap<Long, Long> readings = new TreeMap<>();
    Map<Long, Map<String, BigDecimal>> sums = new HashMap<>();
    tally
        .totals()
        .forEach(
            (start, totals) -> {
              readings.put(start, totals.readings());
              sums.put(start, totals.sums());
            });
    long rows = partitions.values().stream().mapToLong(partition -> partition.readings).sum();
    return new RawCount(
        StationCount.ofPanes(aggregated, rows, readings, sums),
        new TreeMap<>(uncounted),
        bound.behind(),
        bound.watermark(),
        partitions.values().stream().mapToLong(partition -> partition.dead).sum(),
        withoutLetterFaults.toReport(),
        letters.size() - lettersMet,
        takenBack,
        duplicates.size(),
        filtered,
        partitions.values().stream().mapToLong(partition -> partition.heartbeats).sum(),
        partitions.entrySet().stream()
            .map(
                entry -> {
                  Partition partition = entry.getValue();
                  return new RawCount.Partition(
                      entry.getKey(),
                      partition.first,
                      partition.last,
                      partition.readings,
                      partition.heartbeats,
                      partition.dead);
                })
            .toList(),
        outOfOrder.report(),
        sendTimes);
  }
}
