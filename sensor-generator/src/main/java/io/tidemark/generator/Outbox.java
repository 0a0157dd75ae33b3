package io.tidemark.generator;

import io.tidemark.model.RawEncoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;

/** Sends readings the way the plan has it, right or wrong, and accounts for them. */
final class Outbox {
  private final FaultPlan plan;
  private final RawEncoder encoder;
  private final MalformedRecords malformed;
  private final RunAccount account;
  private final RawSender sender;

  /**
   * @param seed of the run
   */
  Outbox(
      StreamDefinition.Raw raw, long seed, FaultPlan plan, RunAccount account, RawSender sender) {
    this.plan = plan;
    encoder = new RawEncoder(raw);
    // not the fleet's random numbers
    malformed = new MalformedRecords(raw, ~seed);
    this.account = account;
    this.sender = sender;
  }

  /** Sends a reading; its event time may be another afterwards. */
  void send(byte[] key, Reading reading) {
    Fate fate = plan.next(reading);
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
