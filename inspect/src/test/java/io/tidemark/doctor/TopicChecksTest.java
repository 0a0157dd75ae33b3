package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;

import io.tidemark.doctor.TopicState.Partition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicChecksTest {
  private static final TopicChecks CHECKS = new TopicChecks("kafka:9092");
  private static final Partition WELL = new Partition(0, 3, 3, true);

  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "message.timestamp.type", "LogAppendTime",
              "cleanup.policy", "delete",
              "min.insync.replicas", "2",
              "retention.ms", "604800000",
              "retention.bytes", "-1"));

  @Test
  void aTopicAsItShouldBeIsFine() {
    assertCheck(CHECKS.raw("raw", topic(WELL, new Partition(1, 3, 3, true))))
        .isFine()
        .found("sensors-raw: 2 partitions, 3 replicas, kept for 7 days");
  }

  @Test
  void retentionIsReportedInWords() {
    settings.put("retention.ms", "-1");
    assertCheck(CHECKS.raw("raw", topic(WELL))).isFine().found("kept for ever");
    settings.put("retention.bytes", "1073741824");
    assertCheck(CHECKS.raw("raw", topic(WELL))).found("for ever and up to 1,024 MiB a partition");
  }

  @Test
  void timestampsOfTheProducersAreReportedForTheRawTopicOnly() {
    settings.put("message.timestamp.type", "CreateTime");

    assertCheck(CHECKS.raw("raw", topic(WELL)))
        .isLook(
            "kafka-configs.sh --bootstrap-server kafka:9092 --alter --topic sensors-raw"
                + " --add-config message.timestamp.type=LogAppendTime")
        .found("CreateTime");
    assertCheck(CHECKS.aggregated("aggregated", topic(WELL))).isFine();
  }

  @Test
  void compactionIsTroubleWhereEveryRecordCounts() {
    settings.put("cleanup.policy", "delete,compact");

    assertCheck(CHECKS.raw("raw", topic(WELL))).isTrouble("cleanup.policy=delete");
    assertCheck(CHECKS.aggregated("aggregated", topic(WELL))).isTrouble("cleanup.policy=delete");
    assertCheck(CHECKS.deadLetters("dead-letter", topic(WELL))).isFine();
  }

  @Test
  void moreReplicasInSyncThanThereAreCanNeverBe() {
    settings.put("min.insync.replicas", "4");

    assertCheck(CHECKS.raw("raw", topic(WELL)))
        .isTrouble("min.insync.replicas=3")
        .found("min.insync.replicas is 4 with 3 replicas");
  }

  @Test
  void aReplicaThatIsBehindIsALookAndTooManyAreTrouble() {
    assertCheck(CHECKS.raw("raw", topic(WELL, new Partition(1, 3, 2, true))))
        .isLook("start the brokers")
        .found("1 partition with replicas that are not in sync");
    assertCheck(CHECKS.raw("raw", topic(WELL, new Partition(1, 3, 1, true))))
        .isTrouble("start the brokers")
        .found("only 1 replica in sync where min.insync.replicas is 2");
  }

  @Test
  void aPartitionWithoutALeaderIsTrouble() {
    assertCheck(CHECKS.raw("raw", topic(WELL, new Partition(1, 3, 3, false))))
        .isTrouble("start the brokers")
        .found("1 partition without a leader");
  }

  @Test
  void aMissingTopicIsMadeByAttach() {
    assertCheck(TopicChecks.missing("raw", "sensors-raw"))
        .isTrouble("./tidemark attach")
        .found("no topic sensors-raw");
  }

  private TopicState topic(Partition... partitions) {
    return new TopicState("sensors-raw", "id", List.of(partitions), settings);
  }
}
