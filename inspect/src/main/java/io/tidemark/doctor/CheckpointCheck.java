package io.tidemark.doctor;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.doctor.CheckpointFolder.Owner;
import io.tidemark.doctor.CheckpointFolder.Position;
import io.tidemark.doctor.record.RecordProbe.Range;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the Spark job can resume from its checkpoint, and its progress.
 *
 * @param name of the check
 */
record CheckpointCheck(String name, StreamDefinition definition, CheckpointFolder checkpoint) {
  /** A running job with a backlog starts micro-batches at shorter intervals than this. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private static final String START = "./tidemark aggregate stream";

  /**
   * Why the job cannot resume from the folder, checked before the position is read; empty when it
   * can.
   *
   * @param topicId the current id of the raw topic; empty when Kafka does not return it
   */
  Optional<Check> unusable(Optional<String> topicId) {
    String folder = checkpoint.folder().toString();
    Optional<Owner> owner = checkpoint.exists() ? checkpoint.owner() : Optional.empty();
    if (owner.isEmpty()) {
      return Optional.of(
          Check.look(name, "none in " + folder + ": the job has not run on this topic", START));
    }
    Optional<Check> other = belongsElsewhere(owner.get(), topicId);
    if (other.isPresent()) {
      return other;
    }
    if (!checkpoint.writable()) {
      return Optional.of(
          Check.trouble(
              name,
              folder + " cannot be written by " + System.getProperty("user.name"),
              "run the job as the owner of the folder, or give it away with chown -R"));
    }
    return Optional.empty();
  }

  private Optional<Check> belongsElsewhere(Owner owner, Optional<String> topicId) {
    if (!owner.topic().equals(definition.raw().topic())) {
      return Optional.of(belongsTo("the topic " + owner.topic(), CheckpointFolder.REBUILD));
    }
    if (topicId.isPresent() && !owner.topicId().equals(topicId.get())) {
      return Optional.of(
          belongsTo(
              "a topic " + owner.topic() + " that was deleted and made again since",
              CheckpointFolder.REBUILD));
    }
    return owner.aggregation().equals(definition.stateShape())
        ? Optional.empty()
        : Optional.of(
            belongsTo(
                "another definition of the fields or windows",
                "./tidemark upgrade puts a changed definition in force; after that "
                    + START
                    + " begins a new checkpoint by itself; or name another with --checkpoint"));
  }

  private Check belongsTo(String other, String advice) {
    return Check.trouble(name, checkpoint.folder() + " belongs to " + other, advice);
  }

  /**
   * The progress of the job.
   *
   * @param position empty before the first micro-batch
   * @param ranges of the raw topic, read after the position; empty when the topic does not exist
   * @param now epoch milliseconds
   */
  Check progress(Optional<Position> position, Optional<Map<Integer, Range>> ranges, long now) {
    if (position.isEmpty()) {
      return Check.fine(name, checkpoint.folder() + ": no micro-batch yet");
    }
    CheckFindings findings = new CheckFindings(name);
    Position at = position.get();
    findings.fine(checkpoint.folder() + ": " + batch(at, now));
    if (ranges.isEmpty()) {
      findings.look(
          "offsets not compared: no topic " + definition.raw().topic(), "repair the topic first");
    } else {
      compare(findings, at, ranges.get(), now);
    }
    return findings.check();
  }

  private static String batch(Position at, long now) {
    String begun = "begun " + HumanFormat.duration(Math.max(0, now - at.begun())) + " ago";
    return at.open()
        ? "micro-batch "
            + at.batch()
            + ", "
            + begun
            + ", is open: at work, or will be done again"
            + " at the next start"
        : "micro-batch " + at.batch() + ", " + begun + ", is done";
  }

  private void compare(CheckFindings findings, Position at, Map<Integer, Range> ranges, long now) {
    long lost = 0;
    long beyond = 0;
    long behind = 0;
    for (Map.Entry<Integer, Range> partition : ranges.entrySet()) {
      Range range = partition.getValue();
      // an added partition is read from its beginning
      long done = at.done().getOrDefault(partition.getKey(), range.begin());
      lost += Math.max(0, range.begin() - done);
      beyond += Math.max(0, done - range.end());
      behind += Math.max(0, range.end() - Math.max(done, range.begin()));
    }
    String topic = definition.raw().topic();
    if (lost > 0) {
      findings.trouble(
          HumanFormat.count(lost, "record")
              + " of "
              + topic
              + " deleted before they were aggregated",
          "raise the topic's retention.ms; the job will not pass over them by itself: start over"
              + " with empty topics, or without these records and another --checkpoint");
    }
    if (beyond > 0 || !ranges.keySet().containsAll(at.done().keySet())) {
      findings.trouble(
          "it is beyond the end of " + topic + ", whose records are gone",
          CheckpointFolder.REBUILD);
    }
    if (behind == 0) {
      findings.fine("nothing of " + topic + " left to do");
    } else if (now - at.begun() > SILENCE.toMillis()) {
      findings.look(
          HumanFormat.count(behind, "record")
              + " behind, and no micro-batch for "
              + HumanFormat.duration(now - at.begun()),
          START + ", if the job does not run");
    } else {
      findings.fine(HumanFormat.count(behind, "record") + " behind");
    }
  }
}
