package io.tidemark.doctor;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.doctor.TopicState.Partition;
import io.tidemark.doctor.record.ReadingSample;
import io.tidemark.kafka.RefusalReasons;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.process.identity.RecordedProcess;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Whether a topic has the configuration that the pipeline needs. */
final class TopicChecks {
  private static final int MOST_DEAD_PERCENT = 50;
  private static final String MIN_IN_SYNC = "min.insync.replicas";

  private final String kafka;

  /**
   * @param kafka the brokers' address, for the commands in the advice
   */
  TopicChecks(String kafka) {
    this.kafka = kafka;
  }

  static Check missing(String name, String topic) {
    return Check.trouble(name, "there is no topic " + topic, "./tidemark attach");
  }

  /** The raw topic. The check for far-future readings relies on its timestamps. */
  Check raw(String name, TopicState topic) {
    CheckFindings findings = windowed(name, topic);
    if (topic.stampedByBroker()) {
      findings.fine("stamped by the broker");
    } else {
      findings.look(
          "message.timestamp.type is "
              + topic.settings().get("message.timestamp.type")
              + ": a wrong clock of a producer can make a far-future reading pass",
          alter(topic, "message.timestamp.type=LogAppendTime"));
    }
    return findings.check();
  }

  /** The aggregated topic. */
  Check aggregated(String name, TopicState topic) {
    return windowed(name, topic).check();
  }

  /** The dead-letter topic. */
  Check deadLetters(String name, TopicState topic) {
    return replicated(name, topic).check();
  }

  /**
   * Whether the newest raw records are readings, with event times of this age.
   *
   * @param definition its name is for the commands in the advice
   */
  static Check readings(String name, StreamDefinition definition, ReadingSample sample) {
    int records = sample.records();
    String of = " of the newest " + HumanFormat.count(records, "record");
    if (records == 0) {
      return Check.fine(name, "none in " + definition.raw().topic());
    }
    CheckFindings findings = new CheckFindings(name);
    if (2 * sample.malformed() > records) {
      findings.trouble(
          HumanFormat.format(sample.malformed())
              + of
              + " cannot be read: "
              + joined(sample.malformedReasons()),
          "correct " + definition.name() + ".yaml or the producer");
    } else {
      findings.fine(HumanFormat.format(records - sample.malformed()) + of + " can be read");
    }
    String format =
        "correct the 'format' of "
            + definition.raw().time().name()
            + " in "
            + definition.name()
            + ".yaml, unless such event times are meant";
    if (2 * sample.early() > records) {
      findings.trouble(
          HumanFormat.format(sample.early()) + of + ": " + joined(sample.earlyReasons()), format);
    }
    if (2 * sample.far() > records) {
      findings.look(
          HumanFormat.format(sample.far()) + of + " have an event time after the year 2199",
          format);
    }
    return findings.check();
  }

  /**
   * Whether runs have no ledger: they go on, or they were killed.
   *
   * @param journals of the runs that sent to the topic, by file
   * @param closed whether heartbeats have closed the windows of the topic
   */
  static Check runs(
      String name,
      StreamDefinition definition,
      SortedMap<Path, RunLedger> journals,
      boolean closed) {
    CheckFindings findings = new CheckFindings(name);
    journals.forEach(
        (file, run) -> {
          boolean killed =
              RecordedProcess.of(run.settings()).filter(RecordedProcess::hasEnded).isPresent();
          String found =
              "the run of "
                  + file
                  + (killed ? " was killed" : " goes on, or was killed elsewhere")
                  + ", its journal has "
                  + HumanFormat.count(run.sent(), "reading")
                  + "; the audit takes what follows from the topic";
          if (killed && !closed) {
            findings.look(
                found + "; its last windows are open",
                "./tidemark close-windows --stream " + definition.name());
          } else {
            findings.fine(found);
          }
        });
    return journals.isEmpty() ? Check.fine(name, "of no run is there a journal") : findings.check();
  }

  /**
   * How many records are dead letters, and why.
   *
   * @param letters records of the dead-letter topic
   * @param raw records of the raw topic
   * @param reasons the commonest ones
   */
  static Check deadLetters(
      String name,
      StreamDefinition definition,
      long letters,
      long raw,
      List<RefusalReasons.Reason> reasons) {
    if (letters == 0) {
      return Check.fine(name, "none");
    }
    long percent = raw == 0 ? 100 : Math.round(100.0 * letters / raw);
    String found =
        HumanFormat.format(letters)
            + ", about "
            + percent
            + " % of the "
            + HumanFormat.count(raw, "record")
            + " of "
            + definition.raw().topic()
            + "; the newest: "
            + joined(reasons);
    return percent <= MOST_DEAD_PERCENT
        ? Check.fine(name, found)
        : Check.trouble(
            name,
            found,
            "./tidemark tail dead-letter --stream "
                + definition.name()
                + " --until-end shows all; correct "
                + definition.name()
                + ".yaml or the producer");
  }

  private static String joined(List<RefusalReasons.Reason> reasons) {
    return reasons.stream().map(RefusalReasons.Reason::toString).collect(Collectors.joining(", "));
  }

  private CheckFindings windowed(String name, TopicState topic) {
    CheckFindings findings = replicated(name, topic);
    String policy = topic.settings().getOrDefault("cleanup.policy", "delete");
    if (Arrays.asList(policy.split("\\s*,\\s*")).contains("compact")) {
      findings.trouble(
          "cleanup.policy is " + policy + ", which deletes all but the last record of a key",
          alter(topic, "cleanup.policy=delete"));
    }
    return findings;
  }

  private CheckFindings replicated(String name, TopicState topic) {
    List<Partition> partitions = topic.partitions();
    CheckFindings findings = new CheckFindings(name);
    int replicas = least(partitions, Partition::replicas);
    int inSync = least(partitions, Partition::inSync);
    int needed = Integer.parseInt(topic.settings().getOrDefault(MIN_IN_SYNC, "1"));
    findings.fine(
        topic.name()
            + ": "
            + HumanFormat.count(partitions.size(), "partition")
            + ", "
            + HumanFormat.count(replicas, "replica")
            + ", kept "
            + retention(topic));
    long leaderless = partitions.stream().filter(partition -> !partition.led()).count();
    long behind =
        partitions.stream().filter(partition -> partition.inSync() < partition.replicas()).count();
    if (leaderless > 0) {
      findings.trouble(
          HumanFormat.count(leaderless, "partition") + " without a leader",
          "start the brokers that hold them, see their logs");
    }
    if (needed > replicas) {
      findings.trouble(
          MIN_IN_SYNC
              + " is "
              + needed
              + " with "
              + HumanFormat.count(replicas, "replica")
              + ": nothing can be written with acks=all",
          alter(topic, MIN_IN_SYNC + "=" + replicas));
    } else if (needed > inSync) {
      findings.trouble(
          "only "
              + HumanFormat.count(inSync, "replica")
              + " in sync where "
              + MIN_IN_SYNC
              + " is "
              + needed
              + ": nothing can be written with acks=all",
          "start the brokers that are down");
    } else if (behind > 0) {
      findings.look(
          HumanFormat.count(behind, "partition") + " with replicas that are not in sync",
          "start the brokers that are down, or wait until they have caught up");
    }
    return findings;
  }

  /** The retention of records, in words. */
  private static String retention(TopicState topic) {
    long millis = Long.parseLong(topic.settings().getOrDefault("retention.ms", "-1"));
    long bytes = Long.parseLong(topic.settings().getOrDefault("retention.bytes", "-1"));
    String time = millis < 0 ? "for ever" : "for " + HumanFormat.duration(millis);
    return bytes < 0
        ? time
        : time + " and up to " + HumanFormat.format(bytes >> 20) + " MiB a partition";
  }

  private String alter(TopicState topic, String setting) {
    return "kafka-configs.sh --bootstrap-server "
        + kafka
        + " --alter --topic "
        + topic.name()
        + " --add-config "
        + setting;
  }

  private static int least(List<Partition> partitions, ToIntFunction<Partition> number) {
    return partitions.stream().mapToInt(number).min().orElse(0);
  }
}
