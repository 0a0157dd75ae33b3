package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.doctor.record.RecordProbe.Range;
import io.tidemark.druid.FakeDruid;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SupervisorCheckTest {
  private static final String PATH = "/druid/indexer/v1/supervisor/raw";
  private static final String STATUS =
      """
      {"id":"raw","generationTime":"2026-01-01T12:00:25.500Z","payload":{"activeTasks":[{"id":"t","startingOffsets":{"0":0,"1":0},
       "currentOffsets":{"0":100,"1":200},"type":"ACTIVE"}],"publishingTasks":[],
       "latestOffsets":{"0":100,"1":200},"offsetsLastUpdated":"2026-01-01T12:00:00.000Z","suspended":%s,"healthy":true,
       "state":"RUNNING","detailedState":"%s","recentErrors":[%s]}}
      """;
  private static final String STATS =
      """
      {"0":{"t":{"movingAverages":{"buildSegments":{"1m":{"processed":9.0,"unparseable":9.0}}},
       "totals":{"buildSegments":{"processed":300,"processedBytes":9,"processedWithError":%d,
       "thrownAway":%d,"unparseable":%d}}}}}
      """;
  private static final Map<Integer, Range> AT_THE_END =
      Map.of(0, new Range(0, 100), 1, new Range(0, 200));

  @AutoClose private final FakeDruid druid = new FakeDruid();

  @BeforeEach
  void start() {
    druid
        .on("GET " + PATH, 200, "{\"type\":\"kafka\",\"spec\":{\"ioConfig\":{\"taskCount\":2}}}")
        .on("GET " + PATH + "/status", 200, STATUS.formatted("false", "RUNNING", ""))
        .on("GET " + PATH + "/stats", 200, STATS.formatted(0, 0, 0));
  }

  @Test
  void oneThatIsAtTheEndOfItsTopicIsFine() {
    assertCheck(check(AT_THE_END, true))
        .isFine()
        .found("RUNNING", "at the end of its topic", "300 rows");
    assertThat(state().orElseThrow().slots()).isEqualTo(2);
    assertThat(state().orElseThrow().tasks()).isEqualTo(1);
  }

  @Test
  void aLaggingSupervisorIsFineAndItsLagIsReported() {
    assertCheck(check(Map.of(0, new Range(0, 150), 1, new Range(0, 200)), true))
        .isFine()
        .found("50 records behind by offsets that are 25 seconds old");
  }

  @Test
  void aMissingOneIsCreatedByAttach() {
    druid.only("GET " + PATH, 404, "none");

    assertThat(state()).isEmpty();
    assertCheck(new SupervisorCheck("supervisor", druid.address()).missing("raw"))
        .isTrouble("./tidemark attach");
  }

  @Test
  void offsetsBeyondTheEndAreOfATopicThatWasMadeAgain() {
    assertCheck(check(Map.of(0, new Range(0, 0), 1, new Range(0, 3)), true))
        .isTrouble("./tidemark attach --reset")
        .found("297 records beyond the end");
    // a recreated topic with fewer partitions
    assertCheck(check(Map.of(0, new Range(0, 100)), true)).isTrouble("--reset");
  }

  @Test
  void offsetsBeforeTheBeginningAreOfRecordsThatAreLost() {
    assertCheck(check(Map.of(0, new Range(130, 150), 1, new Range(0, 200)), true))
        .isTrouble("retention.ms")
        .found("30 records deleted before they were read");
  }

  @Test
  void withoutItsTopicTheOffsetsAreNotCompared() {
    assertCheck(
            new SupervisorCheck("supervisor", druid.address())
                .check(state().orElseThrow(), Optional.empty(), true))
        .isLook("repair the topic")
        .found("not compared: no topic raw");
  }

  @Test
  void oneThatIsSuspendedReadsNothing() {
    druid.only("GET " + PATH + "/status", 200, STATUS.formatted("true", "SUSPENDED", ""));

    assertCheck(check(AT_THE_END, true))
        .isTrouble("curl -X POST " + druid.address() + PATH + "/resume")
        .found("suspended");
  }

  @Test
  void anUnhealthySupervisorIsReportedWithItsLastError() {
    String errors =
        "{\"timestamp\":\"T1\",\"message\":\"first\"},"
            + "{\"timestamp\":\"T2\",\"message\":\"no topic\\nat a.B\"}";
    druid.only(
        "GET " + PATH + "/status",
        200,
        STATUS.formatted("false", "UNABLE_TO_CONNECT_TO_STREAM", errors));

    assertCheck(check(AT_THE_END, true))
        .isTrouble("log of its tasks")
        .found("UNABLE_TO_CONNECT_TO_STREAM, last error T2: no topic");
  }

  @Test
  void aRecentErrorIsALookWhileItRuns() {
    druid.only(
        "GET " + PATH + "/status",
        200,
        STATUS.formatted("false", "RUNNING", "{\"timestamp\":\"T1\",\"message\":\"lost\"}"));

    assertCheck(check(AT_THE_END, true)).isLook("log").found("RUNNING, last error T1: lost");
  }

  @Test
  void oneThatStartsNeedsALittleTime() {
    druid.only(
        "GET " + PATH + "/status", 200, STATUS.formatted("false", "CONNECTING_TO_STREAM", ""));

    assertCheck(check(AT_THE_END, true)).isLook("wait").found("CONNECTING_TO_STREAM");
  }

  @Test
  void recordsThatCouldNotBeParsedAreCounted() {
    druid.only("GET " + PATH + "/stats", 200, STATS.formatted(2, 0, 5));

    assertCheck(check(AT_THE_END, true))
        .isLook("curl " + druid.address() + PATH + "/parseErrors")
        .found("7 records that could not be parsed");
  }

  @Test
  void heartbeatsMayBeThrownAwayAndWindowsMayNot() {
    druid.only("GET " + PATH + "/stats", 200, STATS.formatted(0, 4, 0));

    assertCheck(check(AT_THE_END, true)).isFine();
    assertCheck(check(AT_THE_END, false)).isLook("spec").found("4 records thrown away");
  }

  @Test
  void tasksThatFailAgainAndAgainAreTroubleWithTheRecordAndTheWayPastIt() {
    assertCheck(
            new SupervisorCheck("supervisor", druid.address())
                .failing(
                    check(AT_THE_END, true),
                    "tasks fail; the record is offset 119 of partition 0 (not JSON); skip it"))
        .isTrouble("skip it")
        .found("tasks fail; the record is offset 119 of partition 0 (not JSON)", "RUNNING");
  }

  @Test
  void tasksThatBeginWhereOneHasFailedDoNotBeginElsewhere() {
    assertThat(beganElsewhere(Map.of(0, 0L, 1, 0L))).isFalse();
    // another task reads the other partition
    assertThat(beganElsewhere(Map.of(0, 0L))).isFalse();
  }

  @Test
  void afterASkipTheTasksBeginElsewhere() {
    assertThat(beganElsewhere(Map.of(0, 117L, 1, 0L))).isTrue();
  }

  @Test
  void betweenTwoTasksNoneBeginsElsewhere() {
    druid.only("GET " + PATH + "/status", 200, "{\"payload\":{\"activeTasks\":[]}}");

    assertThat(beganElsewhere(Map.of(0, 117L))).isFalse();
  }

  @Test
  void aSupervisorThatHasReadAllIsAtTheEnd() {
    SupervisorState state = state().orElseThrow();

    assertThat(SupervisorCheck.isAtTheEnd(state, AT_THE_END)).isTrue();
    assertThat(
            SupervisorCheck.isAtTheEnd(state, Map.of(0, new Range(0, 101), 1, new Range(0, 200))))
        .isFalse();
  }

  private boolean beganElsewhere(Map<Integer, Long> failed) {
    return state().orElseThrow().beganElsewhere(failed);
  }

  private Optional<SupervisorState> state() {
    return SupervisorState.read(new DruidProbe(druid.client()), "raw");
  }

  private Check check(Map<Integer, Range> ranges, boolean heartbeats) {
    return new SupervisorCheck("supervisor", druid.address())
        .check(state().orElseThrow(), Optional.of(ranges), heartbeats);
  }
}
