package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.doctor.record.RecordProbe.Range;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a supervisor is running and reads the current topic. Druid reports a supervisor as
 * healthy even when its topic was recreated and it waits for offsets far beyond the end.
 *
 * @param name of the check
 * @param druid the router's address, for the commands in the advice
 */
record SupervisorCheck(String name, URI druid) {
  private static final Set<String> AT_WORK = Set.of("RUNNING", "IDLE");
  private static final Set<String> STARTING =
      Set.of("PENDING", "CONNECTING_TO_STREAM", "DISCOVERING_INITIAL_TASKS", "CREATING_TASKS");

  Check missing(String id) {
    return Check.trouble(name, "there is no supervisor " + id, "./tidemark attach");
  }

  /**
   * @param ranges of its topic, read after the supervisor's state; empty when the topic does not
   *     exist
   * @param heartbeats whether the topic has heartbeats, which the supervisor throws away as
   *     expected
   */
  Check check(
      SupervisorState supervisor, Optional<Map<Integer, Range>> ranges, boolean heartbeats) {
    CheckFindings findings = new CheckFindings(name);
    state(findings, supervisor);
    if (ranges.isPresent()) {
      offsets(findings, supervisor, ranges.get());
    } else {
      findings.look("offsets not compared: no topic " + supervisor.id(), "repair the topic first");
    }
    rows(findings, supervisor, heartbeats);
    return findings.check();
  }

  /**
   * Tasks that fail again and again on the same record, although Druid may call their supervisor
   * healthy.
   *
   * @param explanation what fails, and after the last semicolon the way past it
   */
  Check failing(Check otherwise, String explanation) {
    return new CheckFindings(name)
        .add(Check.trouble(name, new UserError(explanation)))
        .add(otherwise)
        .check();
  }

  /** Whether its tasks have read all that their topic has. */
  static boolean isAtTheEnd(SupervisorState supervisor, Map<Integer, Range> ranges) {
    Map<Integer, Long> offsets = supervisor.offsets();
    return !offsets.isEmpty()
        && ranges.entrySet().stream()
            .allMatch(range -> offsets.getOrDefault(range.getKey(), 0L) >= range.getValue().end());
  }

  private void state(CheckFindings findings, SupervisorState supervisor) {
    JsonNode status = supervisor.status();
    String state = status.path("detailedState").asText("of unknown state");
    JsonNode errors = status.path("recentErrors");
    JsonNode last = errors.path(errors.size() - 1);
    String error =
        last.isMissingNode()
            ? ""
            : ", last error "
                + last.path("timestamp").asText()
                + ": "
                + last.path("message").asText().lines().findFirst().orElse("");
    String log =
        "see the log of its tasks in Druid's console; Druid must reach Kafka at the address in"
            + " the spec";
    if (status.path("suspended").asBoolean()) {
      findings.trouble("suspended: it reads nothing", post(supervisor, "resume"));
    } else if (STARTING.contains(state)) {
      findings.look(state + ", not at work yet" + error, "wait, and check again");
    } else if (!AT_WORK.contains(state)) {
      findings.trouble(state + error, log);
    } else if (!error.isEmpty()) {
      findings.look(state + error, log);
    } else {
      findings.fine(state);
    }
  }

  private static void offsets(
      CheckFindings findings, SupervisorState supervisor, Map<Integer, Range> ranges) {
    Map<Integer, Long> offsets = supervisor.offsets();
    if (offsets.isEmpty()) {
      findings.fine("no task has offsets yet");
      return;
    }
    long beyond = 0;
    long lost = 0;
    long behind = 0;
    for (Map.Entry<Integer, Long> at : offsets.entrySet()) {
      Range range = ranges.getOrDefault(at.getKey(), new Range(0, 0));
      beyond += Math.max(0, at.getValue() - range.end());
      lost += Math.max(0, range.begin() - at.getValue());
      behind += Math.max(0, range.end() - Math.max(at.getValue(), range.begin()));
    }
    if (beyond > 0) {
      findings.trouble(
          "it is "
              + HumanFormat.count(beyond, "record")
              + " beyond the end of its topic, which was made again: it waits for offsets that are"
              + " far away",
          "./tidemark attach --reset");
    } else if (behind == 0) {
      findings.fine("at the end of its topic");
    } else {
      findings.fine(HumanFormat.count(behind, "record") + " behind" + asOf(supervisor));
    }
    if (lost > 0) {
      findings.trouble(
          HumanFormat.count(lost, "record") + " deleted before they were read",
          "raise the topic's retention.ms; ./tidemark attach --reset goes on without them");
    }
  }

  /**
   * The age of the offsets. Druid updates the offsets of its tasks with a delay, so the row counts
   * may be ahead of them.
   */
  private static String asOf(SupervisorState supervisor) {
    return supervisor
        .age()
        .map(age -> " by offsets that are " + HumanFormat.duration(age.toMillis()) + " old")
        .orElse("");
  }

  private void rows(CheckFindings findings, SupervisorState supervisor, boolean heartbeats) {
    long wrong = supervisor.counted("unparseable") + supervisor.counted("processedWithError");
    long thrownAway = supervisor.counted("thrownAway");
    findings.fine(
        HumanFormat.count(supervisor.counted("processed"), "row") + " by its tasks of now");
    if (wrong > 0) {
      findings.look(
          HumanFormat.count(wrong, "record") + " that could not be parsed",
          "curl " + druid + SupervisorState.path(supervisor.id(), "parseErrors"));
    }
    if (thrownAway > 0 && !heartbeats) {
      findings.look(
          HumanFormat.count(thrownAway, "record") + " thrown away",
          "check the spec: neither a transform filter nor a message rejection period belongs"
              + " there");
    }
  }

  private String post(SupervisorState supervisor, String what) {
    return "curl -X POST " + druid + SupervisorState.path(supervisor.id(), what);
  }
}
