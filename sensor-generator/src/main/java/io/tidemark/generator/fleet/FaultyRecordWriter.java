package io.tidemark.generator.fleet;

import io.tidemark.generator.run.RawSender;
import io.tidemark.generator.run.ReadingOutcome;
import io.tidemark.generator.run.RunAccounting;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawEncoder;

/** Sends readings the way the plan has it, right or wrong, and accounts for them. */
final class FaultyRecordWriter {
  private final FaultPlan plan;
  private final RawEncoder encoder;
  private final MalformedRecords malformed;
  private final RunAccounting account;
  private final RawSender sender;

  /**
   * @param seed of the run
   */
  FaultyRecordWriter(
      StreamDefinition.Raw raw,
      long seed,
      FaultPlan plan,
      RunAccounting account,
      RawSender sender) {
    this.plan = plan;
    encoder = new RawEncoder(raw);
    // not the fleet's random numbers
    malformed = new MalformedRecords(raw, ~seed);
    this.account = account;
    this.sender = sender;
  }

  /** Sends a reading; its event time may be another afterwards. */
  void send(byte[] key, Reading reading) {
    ReadingOutcome fate = plan.next(reading);
    byte[] value =
        fate.malformation() == null
            ? encoder.encode(reading)
            : malformed.encode(fate.malformation(), reading);
    account.add(reading, value, fate);
    sender.send(key, value, fate);
    if (fate.twice()) {
      sender.send(key, value, fate);
    }
  }
}
