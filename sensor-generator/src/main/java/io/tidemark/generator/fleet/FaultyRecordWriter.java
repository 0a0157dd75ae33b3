package io.tidemark.generator.fleet;

import io.tidemark.generator.run.Malformation;
import io.tidemark.generator.run.ReadingOutcome;
import io.tidemark.generator.run.ReadingSender;
import io.tidemark.generator.run.RunAccounting;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawEncoder;
import java.util.function.BiFunction;

/** Sends readings with the faults of the plan and accounts for them. */
final class FaultyRecordWriter {
  private final FaultPlan plan;
  private final RawEncoder encoder;
  private final BiFunction<Malformation, Reading, byte[]> malformed;
  private final RunAccounting account;
  private final ReadingSender sender;

  /**
   * @param seed of the run
   */
  FaultyRecordWriter(
      StreamDefinition.Raw raw,
      long seed,
      FaultPlan plan,
      RunAccounting account,
      ReadingSender sender) {
    this.plan = plan;
    encoder = new RawEncoder(raw);
    // other random numbers than the fleet's
    malformed =
        raw.isAvro()
            ? new MalformedFrames(raw, ~seed)::encode
            : new MalformedRecords(raw, ~seed)::encode;
    this.account = account;
    this.sender = sender;
  }

  /** Sends a reading; a fault may change its event time. */
  void send(byte[] key, Reading reading) {
    ReadingOutcome outcome = plan.next(reading);
    byte[] value =
        outcome.malformation() == null
            ? encoder.encode(reading)
            : malformed.apply(outcome.malformation(), reading);
    account.add(reading, value, outcome);
    sender.send(key, value, outcome);
    if (outcome.twice()) {
      sender.send(key, value, outcome);
    }
  }
}
