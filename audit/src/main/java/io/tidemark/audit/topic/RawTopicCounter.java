package io.tidemark.audit.topic;

import io.tidemark.audit.rows.ReadingKeys;
import io.tidemark.audit.rows.WindowKeys;
import io.tidemark.audit.station.LedgerOffsets;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.kafka.TopicReader;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.ledger.PaneTotals;
import io.tidemark.model.record.Derivation;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * Counts the readings of the raw topic, which come in the order of their arrival, and separates
 * those that the windows should count, dead ones and duplicates. Dead letters decide what is dead;
 * they come before their records or after them. What it keeps in memory grows with the windows, and
 * by a bit for each offset near a dead record or a duplicate.
 */
final class RawTopicCounter implements Consumer<ConsumerRecord<byte[], byte[]>>, AutoCloseable {
  private static final int MOST_REASONS = 3;

  private final StreamDefinition.Aggregated aggregated;
  private final WatermarkBound watermark;
  private final int time;
  private final RawDecoder decoder;
  private final TimeLimits.Check limits;
  private final LongSupplier clock;
  private final OtherLayouts others;
  private final Reading reading;
  private final Derivation derivation;
  private final PaneTotals tally;
  private final LateReadingsBound bound;
  private final LatenessDistribution lateness;

  private final SortedMap<Integer, PartitionTally> partitions = new TreeMap<>();
  private final Map<Integer, Long> begins = new HashMap<>();
  private final SortedMap<Long, Long> uncounted = new TreeMap<>();
  private final SortedMap<Long, Long> skipped = new TreeMap<>();
  private final SortedMap<Long, Long> dead = new TreeMap<>();
  private final SortedMap<Long, Long> doubtful = new TreeMap<>();
  private final RawLetters letters = new RawLetters();
  private final OffsetSet withoutLetter = new OffsetSet();
  private final FlawedRecordCounter withoutLetterRecords = new FlawedRecordCounter();
  private long takenBack;

  private final AfterJournalsCounter afterJournals;
  private final RunRepeats repeats;

  /** Null when the definition does not deduplicate. */
  private final ReadingKeys seen;

  private final OffsetSet duplicates = new OffsetSet();
  private long filtered;
  private boolean sendTimes;
  private long records;

  /**
   * @param watermark which bound on late readings applies
   * @param limits the same as the aggregation has
   * @param clock the time of day, epoch milliseconds
   * @param ledgers where the records of the runs are
   * @param others the layouts of records that the stream's other definitions have
   */
  RawTopicCounter(
      StreamDefinition definition,
      WatermarkBound watermark,
      TimeLimits limits,
      LongSupplier clock,
      LedgerOffsets ledgers,
      OtherLayouts others) {
    this.others = others;
    this.watermark = watermark;
    this.limits = limits.check(definition);
    this.clock = clock;
    aggregated = definition.aggregated();
    time = definition.raw().indexOf(definition.raw().time());
    decoder = new RawDecoder(definition.raw());
    reading = definition.raw().newReading();
    derivation = new Derivation(definition);
    tally = new PaneTotals(definition);
    bound = new LateReadingsBound(definition);
    lateness = new LatenessDistribution(definition);
    afterJournals = new AfterJournalsCounter(definition, ledgers.tails());
    repeats = new RunRepeats(definition, ledgers.runs());
    seen =
        aggregated.deduplicate()
            ? new ReadingKeys(definition.raw(), WindowKeys.ofThisProcess())
            : null;
  }

  /** Before the first record of a partition: its first offset that is not deleted. */
  void begin(int partition, long offset) {
    begins.put(partition, offset);
    bound.begin(partition, offset);
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    records++;
    PartitionTally partition =
        partitions.computeIfAbsent(
            record.partition(), ignored -> new PartitionTally(record.offset()));
    partition.last = record.offset();
    sendTimes |= record.timestampType() != TimestampType.LOG_APPEND_TIME;
    boolean letter = letters.has(record.partition(), record.offset());
    if (letter) {
      letters.meet();
    }
    String malformed = decoder.decode(record.value(), record.timestamp(), reading);
    String problem =
        malformed == null
            ? limits.problem(reading, record.timestamp(), clock.getAsLong())
            : malformed;
    if (malformed == null && reading.heartbeat()) {
      partition.heartbeats++;
      if (problem == null && !letter) {
        bound.move(record.partition(), record.offset(), record.timestamp(), reading.number(time));
      } else {
        bound.dead(record.partition(), record.offset());
      }
      return;
    }
    partition.readings++;
    boolean unjournaled = afterJournals.add(record.partition(), record.offset());
    if (malformed != null && refuseOnlyHere(record.value(), record.timestamp())) {
      partition.dead++;
      bound.dead(record.partition(), record.offset());
      afterJournals.dead(unjournaled ? 1 : 0);
      return;
    }
    if (malformed == null && others.refuse(record.value(), record.timestamp())) {
      addTo(skipped);
      // the letter is of the definition that does not read it
      letter = letter && problem != null;
    }
    if (letter || problem != null) {
      partition.dead++;
      bound.dead(record.partition(), record.offset());
      afterJournals.dead(unjournaled ? 1 : 0);
      if (malformed == null) {
        notCounted();
        addDead(problem == null);
      }
      if (!letter) {
        withoutLetter.add(record.partition(), record.offset());
        withoutLetterRecords.add(record, problem);
      }
    } else if (!reading.counts()) {
      filtered++;
      afterJournals.filtered(unjournaled ? 1 : 0);
      bound.move(record.partition(), record.offset(), record.timestamp(), reading.number(time));
      notCounted();
    } else if (isRepeated(record)) {
      duplicates.add(record.partition(), record.offset());
      bound.move(record.partition(), record.offset(), record.timestamp(), reading.number(time));
      notCounted();
    } else {
      tally.add(reading);
      if (unjournaled) {
        afterJournals.tally().add(reading);
      }
      bound.add(record.partition(), record.offset(), record.timestamp(), reading.number(time));
      lateness.add(record.partition(), record.timestamp(), reading.number(time));
    }
  }

  /**
   * Whether a malformed record is a reading by another definition. Whether it has a letter, and
   * whether Druid has it, depends on when each of the definitions was in force.
   */
  private boolean refuseOnlyHere(byte[] value, long timestamp) {
    OptionalLong at = others.time(value, timestamp);
    if (at.isPresent()) {
      addTo(skipped, at.getAsLong());
      addTo(uncounted, at.getAsLong());
    }
    return at.isPresent();
  }

  /** Whether the definition deduplicates and a reading before this one is equal. */
  private boolean isRepeated(ConsumerRecord<byte[], byte[]> record) {
    if (seen == null) {
      return false;
    }
    boolean first = seen.add(reading);
    repeats.add(reading, record.partition(), record.offset(), first);
    return !first;
  }

  /** A dead letter of this topic; one that comes again changes nothing. */
  void accept(DeadLetter letter) {
    if (!letters.add(letter)) {
      return;
    }
    PartitionTally partition = partitions.get(letter.partition());
    if (partition != null && partition.covers(letter.offset()) && settle(letter, partition)) {
      letters.meet();
    }
  }

  /**
   * A record of this topic that Druid's raw datasource was made to skip; a letter that comes again
   * changes nothing. If it can be read, Druid may lack it in its windows.
   */
  void skip(DeadLetter letter) {
    if (letters.addSkip(letter)
        && decoder.decode(letter.value(), letter.timestamp(), reading) == null
        && !reading.heartbeat()) {
      addTo(skipped);
    }
  }

  /**
   * Corrects the counts for a dead letter that was read after its record. If the record was dead
   * already, it no longer lacks its letter. If it was a heartbeat, no count changes. Otherwise it
   * was counted as a reading, as filtered or as a duplicate; it becomes dead instead.
   *
   * <p>Two effects of the record stay. It may have raised the watermark of the bounds, so that more
   * readings can have been late, and it did not count as dead there. And if an equal reading was
   * counted as its duplicate, that one stays a duplicate. Equal readings have the same event time,
   * so normally both are dead.
   *
   * @return whether the letter is of that record; false for a malformed letter if the record could
   *     be read
   */
  private boolean settle(DeadLetter letter, PartitionTally partition) {
    if (withoutLetter.remove(letter.partition(), letter.offset())) {
      withoutLetterRecords.remove(letter.partition(), letter.offset());
      return true;
    }
    if (decoder.decode(letter.value(), letter.timestamp(), reading) != null) {
      // its record could be read, by this definition or by another one
      return others.time(letter.value(), letter.timestamp()).isPresent();
    }
    if (others.refuse(letter.value(), letter.timestamp())) {
      return true;
    }
    if (!reading.heartbeat()) {
      partition.dead++;
      takenBack++;
      int unjournaled = afterJournals.has(letter.partition(), letter.offset()) ? 1 : 0;
      afterJournals.dead(unjournaled);
      addDead(true);
      derivation.apply(reading);
      if (!reading.counts()) {
        filtered--;
        afterJournals.filtered(-unjournaled);
      } else if (!duplicates.remove(letter.partition(), letter.offset())) {
        tally.remove(reading);
        if (unjournaled > 0) {
          afterJournals.tally().remove(reading);
        }
        notCounted();
      }
    }
    return true;
  }

  private void notCounted() {
    addTo(uncounted);
  }

  /**
   * @param letterOnly whether nothing but a letter says so
   */
  private void addDead(boolean letterOnly) {
    addTo(dead);
    if (letterOnly) {
      addTo(doubtful);
    }
  }

  private void addTo(SortedMap<Long, Long> windows) {
    addTo(windows, reading.number(time));
  }

  private void addTo(SortedMap<Long, Long> windows, long at) {
    for (long start : aggregated.windowStarts(at)) {
      windows.merge(start, 1L, Long::sum);
    }
  }

  /**
   * All that was counted, when each dead reading has a letter and each letter its record. Readings
   * that come again are not in it: of a definition that deduplicates it is not complete.
   */
  TopicCounts.Raw counts(TopicReader.Progress progress) {
    return new TopicCounts.Raw(
        progress,
        Map.copyOf(begins),
        countedPartitions(),
        tally.totals(),
        new TreeMap<>(uncounted),
        new TreeMap<>(skipped),
        new TreeMap<>(dead),
        new TreeMap<>(doubtful),
        takenBack,
        filtered,
        sendTimes,
        bound.counts(),
        lateness.counts());
  }

  /** The same of the letters. */
  TopicCounts.DeadLetters letterCounts(TopicReader.Progress progress, long unreadable) {
    return letters.counts(progress, unreadable);
  }

  /** Counts on; before the first record and the first letter. */
  void continueFrom(TopicCounts.Raw before, TopicCounts.DeadLetters deadLetters) {
    begins.putAll(before.begins());
    before.partitions().forEach(one -> partitions.put(one.partition(), new PartitionTally(one)));
    before.panes().forEach(tally::add);
    uncounted.putAll(before.uncounted());
    skipped.putAll(before.skipped());
    dead.putAll(before.dead());
    doubtful.putAll(before.doubtful());
    takenBack = before.takenBack();
    filtered = before.filtered();
    sendTimes = before.sendTimes();
    bound.continueFrom(before.bound());
    lateness.continueFrom(before.lateness());
    letters.continueFrom(deadLetters, before.progress().next());
  }

  /** How many letters have come for records that the earlier audit has counted. */
  long lettersAgain() {
    return letters.again();
  }

  /** How many records were read. */
  long records() {
    return records;
  }

  private List<RawCount.Partition> countedPartitions() {
    List<RawCount.Partition> counted = new ArrayList<>();
    partitions.forEach((number, partition) -> counted.add(partition.count(number)));
    return counted;
  }

  RawCount count() {
    List<RawCount.Partition> counted = countedPartitions();
    long rows = counted.stream().mapToLong(RawCount.Partition::readings).sum();
    return new RawCount(
        StationCount.ofPanes(aggregated, rows, tally),
        new TreeMap<>(uncounted),
        new TreeMap<>(skipped),
        new RawCount.Arrival(
            watermark,
            bound.global(),
            bound.partitions(),
            bound.watermark(),
            lateness.report(),
            sendTimes),
        new RawCount.Dead(
            counted.stream().mapToLong(RawCount.Partition::dead).sum(),
            letters.records(),
            withoutLetterRecords.records(),
            letters.stray(),
            takenBack,
            letters.commonest(MOST_REASONS),
            new TreeMap<>(dead),
            new TreeMap<>(doubtful)),
        duplicates.size(),
        filtered,
        counted,
        afterJournals.count(),
        repeats.count(),
        begins);
  }

  /** Removes the temporary files. */
  @Override
  public void close() {
    repeats.close();
    if (seen != null) {
      seen.close();
    }
  }
}
