package io.tidemark.gateway.send;

import io.tidemark.gateway.reading.BadBody;
import io.tidemark.gateway.reading.BodyRecords;
import io.tidemark.gateway.reading.CheckedBatch;
import io.tidemark.gateway.reading.QueryRecord;
import io.tidemark.gateway.reading.RecordCheck;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.model.record.TimeLimits;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Takes the readings of one stream: checks them, sends them, and accounts for them. Thread-safe.
 */
public final class StreamIntake {
  /** How many idempotency keys are remembered: some 5 MiB. */
  private static final int KEYS = 10_000;

  /** Whether a batch was taken. */
  public enum Taken {
    /** Its result comes. */
    YES,
    /** Too many bytes are pending; it may come again later. */
    OVERLOADED,
    /** Its idempotency key belongs to another request. */
    CONFLICT
  }

  /**
   * The rules of a stream.
   *
   * @param limits as the aggregation has them
   * @param longest the most bytes of a Kafka record
   * @param deadLetters whether refused records are sent, for the job to make dead letters of
   * @param settings for the ledger
   */
  public record Rules(
      TimeLimits limits, int longest, boolean deadLetters, Map<String, String> settings) {}

  private final StreamDefinition definition;
  private final Rules rules;
  private final TopicWriter writer;
  private final LongSupplier clock;
  private final StreamAccount account;
  private final IdempotencyKeys keys = new IdempotencyKeys(KEYS);

  /** Each thread has its own, because they are not thread-safe. */
  private final ThreadLocal<RecordCheck> checks;

  private final ThreadLocal<QueryRecord> queries;

  /**
   * @param topic the state of the raw topic
   * @param clock the time of day, epoch milliseconds
   */
  public StreamIntake(
      StreamDefinition definition,
      RawTopicState topic,
      Rules rules,
      TopicWriter writer,
      LongSupplier clock) {
    this.definition = definition;
    this.rules = rules;
    this.writer = writer;
    this.clock = clock;
    checks =
        ThreadLocal.withInitial(() -> new RecordCheck(definition, rules.limits(), rules.longest()));
    queries = ThreadLocal.withInitial(() -> new QueryRecord(definition.raw().asJson()));
    account =
        new StreamAccount(definition, topic.topicId(), rules.limits(), clock, rules.settings());
  }

  public StreamDefinition definition() {
    return definition;
  }

  /**
   * The record of the parameters of a query.
   *
   * @throws BadBody when they are not those of the definition
   */
  public BodyRecords ofQuery(Map<String, List<String>> parameters) throws BadBody {
    byte[] value = queries.get().of(parameters, clock.getAsLong());
    return BodyRecords.of(value);
  }

  /** Checks the records of a request. */
  public CheckedBatch check(BodyRecords records) {
    return checks.get().check(records, rules.deadLetters(), clock.getAsLong());
  }

  /**
   * Sends a batch that is accepted.
   *
   * @param key the idempotency key, or null
   * @param digest of the request; null without a key
   * @param done gets the result once, from any thread, if the batch was taken
   */
  public Taken send(CheckedBatch batch, String key, byte[] digest, Consumer<Delivery> done) {
    String topic = definition.raw().topic();
    if (key == null) {
      return writer.send(topic, batch, new BitSet(), account, done) ? Taken.YES : Taken.OVERLOADED;
    }
    switch (keys.claim(key, digest, done)) {
      case CONFLICT:
        return Taken.CONFLICT;
      case REPEATED:
        return Taken.YES;
      default:
        boolean taken =
            writer.send(
                topic,
                batch,
                keys.delivered(key),
                account,
                result -> {
                  keys.settle(key, result);
                  done.accept(result);
                });
        if (!taken) {
          keys.settle(key, Delivery.NOTHING);
        }
        return taken ? Taken.YES : Taken.OVERLOADED;
    }
  }

  /**
   * Sends a heartbeat to each partition that closes the windows of what was sent, if any was; the
   * end of the writer waits for it.
   */
  public void closeWindows() {
    OptionalLong latest = account.latest();
    if (latest.isEmpty()) {
      return;
    }
    byte[] heartbeat =
        new RawEncoder(definition.raw())
            .encodeHeartbeat(definition.closingTime(latest.getAsLong()));
    writer.sendHeartbeats(definition.raw().topic(), heartbeat, account);
  }

  /** Bytes of readings that the broker has not acknowledged. */
  public long pending() {
    return account.pending();
  }

  /** Records that the broker did not take; their clients got an error. */
  public long failures() {
    return account.failures();
  }

  /** Readings that the broker has acknowledged. */
  public long sent() {
    return account.sent();
  }

  /** Whether a ledger would have nothing, not even what may be in the topic. */
  public boolean isEmpty() {
    return account.isEmpty();
  }

  /** The latest event time, epoch milliseconds; empty before the first. */
  public OptionalLong latest() {
    return account.latest();
  }

  /**
   * Opens the journal of this stream.
   *
   * @param folder of the ledgers
   */
  public RunningJournal journal(Path folder) {
    return new RunningJournal(
        new LedgerJournal(folder, definition.name(), account.startedAt().toString()), account);
  }

  /** The ledger of what the broker has acknowledged so far. */
  public RunLedger ledger() {
    return account.ledger();
  }
}
