package io.tidemark.gateway.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProduceLoopTest {
  private static final long START = 1_000_000;

  private final ScriptedKafka kafka = new ScriptedKafka();

  @Test
  void recordsOfAPartitionAreOneBatchAndTheNextOneContinuesItsSequence() {
    kafka.add(0, "a", "b");
    kafka.add(0, "c");
    kafka.identify();
    assertThat(kafka.requests()).containsExactly("0: 0[a b c] of 100 from 0");
    kafka.append(70);
    kafka.add(0, "d");

    assertThat(kafka.requests()).containsExactly("0: 0[d] of 100 from 3");
    kafka.append(73);
    assertThat(kafka.answers)
        .containsExactly(
            "a at 70 of " + START,
            "b at 71 of " + START,
            "c at 72 of " + START,
            "d at 73 of " + START);
    assertThat(kafka.loop.isIdle()).isTrue();
  }

  @Test
  void eachPartitionHasItsOwnIdAndItsOwnLeader() {
    kafka.add(0, "a");
    kafka.add(1, "b");
    kafka.identify();
    kafka.identify();
    assertThat(kafka.requests())
        .containsExactlyInAnyOrder("0: 0[a] of 100 from 0", "1: 1[b] of 101 from 0");
  }

  @Test
  void whatComesWhileABatchIsUnderWayIsTheNextBatch() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.add(0, "b");
    kafka.add(0, "c");
    assertThat(kafka.requests()).containsExactly("0: 0[a] of 100 from 0");
    kafka.append(0);
    assertThat(kafka.requests()).containsExactly("0: 0[b c] of 100 from 1");
  }

  @Test
  void aBatchThatIsNotAnsweredIsSentAgainAsItWas() {
    kafka.add(0, "a", "b");
    kafka.identify();
    kafka.disconnect(0);
    kafka.add(0, "c");
    assertThat(kafka.requests()).isEmpty();

    kafka.runAfter(200);
    assertThat(kafka.requests()).containsExactly("0: 0[a b] of 100 from 0");
    kafka.append(5);
    assertThat(kafka.requests()).containsExactly("0: 0[c] of 100 from 2");
    kafka.append(7);
    assertThat(kafka.answers).hasSize(3).allMatch(answer -> answer.contains(" at "));
  }

  @Test
  void aBatchThatIsGivenUpAfterARequestMayBeThereAndItsSequenceIsNotUsedAgain() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.disconnect(0);
    kafka.time.sleep(60_000);
    kafka.add(0, "b");
    kafka.runAfter(60_000);

    assertThat(kafka.answers).containsExactly("a may be there: TimeoutException");
    kafka.identify();
    assertThat(kafka.requests()).containsExactly("0: 0[b] of 101 from 0");
  }

  @Test
  void recordsThatNoRequestHasHadAreNotThereWhenTheyAreGivenUp() {
    kafka.add(0, "a");
    kafka.refuseIdentity(Errors.COORDINATOR_LOAD_IN_PROGRESS);
    kafka.runAfter(120_000);
    assertThat(kafka.answers).containsExactly("a is not there: TimeoutException");
    assertThat(kafka.loop.isIdle()).isTrue();
  }

  @Test
  void whoMayNotWriteIsToldSoAtOnce() {
    kafka.add(0, "a");
    kafka.refuseIdentity(Errors.CLUSTER_AUTHORIZATION_FAILED);
    assertThat(kafka.answers).containsExactly("a is not there: ClusterAuthorizationException");
  }

  @Test
  void anErrorOfTheReplicasIsTriedAgainAndTheBatchMayBeThereMeanwhile() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.refuse(Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    kafka.runAfter(119_000);
    assertThat(kafka.requests()).containsExactly("0: 0[a] of 100 from 0");
    kafka.refuse(Errors.NOT_ENOUGH_REPLICAS);
    kafka.runAfter(1_000);
    assertThat(kafka.answers).containsExactly("a may be there: TimeoutException");
  }

  @Test
  void thePauseBeforeARepetitionGrows() {
    kafka.add(0, "a");
    kafka.identify();
    for (int failures = 0; failures < 8; failures++) {
      kafka.refuse(Errors.NOT_ENOUGH_REPLICAS);
      kafka.runAfter(2_000);
    }
    kafka.refuse(Errors.NOT_ENOUGH_REPLICAS);
    kafka.runAfter(700);
    assertThat(kafka.requests()).isEmpty();
    kafka.runAfter(600);
    assertThat(kafka.requests()).hasSize(1);
  }

  @Test
  void anotherLeaderGetsTheBatch() {
    kafka.add(1, "a");
    kafka.identify();
    assertThat(kafka.requests()).containsExactly("1: 1[a] of 100 from 0");
    kafka.refuse(Errors.NOT_LEADER_OR_FOLLOWER);
    kafka.lead(1);
    kafka.runAfter(200);
    assertThat(kafka.requests()).containsExactly("0: 1[a] of 100 from 0");
  }

  @ParameterizedTest
  @EnumSource(
      value = Errors.class,
      names = {"NOT_LEADER_OR_FOLLOWER", "KAFKA_STORAGE_ERROR", "UNKNOWN_TOPIC_OR_PARTITION"})
  void aLeaderThatIsNoneAnyMoreMayHaveAppendedTheBatch(Errors error) {
    kafka.add(0, "a");
    kafka.identify();
    kafka.refuse(error);
    kafka.time.sleep(119_900);
    kafka.add(0, "b");
    kafka.runAfter(100);
    assertThat(kafka.answers).containsExactly("a may be there: TimeoutException");
    kafka.identify();
    assertThat(kafka.requests()).containsExactly("0: 0[b] of 101 from 0");
  }

  @Test
  void aTopicThatIsMadeAgainGetsTheBatchByItsNewId() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.refuse(Errors.UNKNOWN_TOPIC_ID);
    kafka.makeTopicAgain();
    kafka.runAfter(200);
    kafka.append(0);
    assertThat(kafka.answers).containsExactly("a at 0 of " + START);
  }

  @Test
  void aBatchThatIsTooLargeForTheTopicIsHalvedAndOneRecordThatIsFailsAlone() {
    String large = "l".repeat(300);
    kafka.add(0, "a", "b", large, "c");
    kafka.identify();
    for (int requests = 0; requests < 12 && !kafka.loop.isIdle(); requests++) {
      String request = kafka.requests().get(0);
      if (request.contains(large)) {
        kafka.refuse(Errors.MESSAGE_TOO_LARGE);
      } else {
        kafka.append(requests);
      }
    }
    assertThat(kafka.answers)
        .hasSize(4)
        .anyMatch(answer -> answer.startsWith("a at"))
        .anyMatch(answer -> answer.startsWith("b at"))
        .anyMatch(answer -> answer.startsWith("c at"))
        .contains(large + " is not there: RecordTooLargeException");
  }

  @Test
  void aBrokerThatHasLostTheSequenceGetsTheBatchWithAnotherId() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.append(0);
    kafka.add(0, "b");
    kafka.run();
    kafka.add(0, "c");
    kafka.refuse(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    kafka.time.sleep(200);
    kafka.identify();
    assertThat(kafka.requests()).containsExactly("0: 0[b c] of 101 from 0");
  }

  @Test
  void aBrokerThatHasLostTheSequenceOfAnUnansweredBatchMayHaveIt() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.disconnect(0);
    kafka.runAfter(200);
    kafka.refuse(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(kafka.answers).containsExactly("a may be there: OutOfOrderSequenceException");
  }

  @Test
  void batchesGrowAgainAfterTheTopicTookSmallOnesForAWhile() {
    String record = "r".repeat(100);
    kafka.add(0, record, record);
    kafka.identify();
    kafka.refuse(Errors.MESSAGE_TOO_LARGE);
    int requests = 0;
    while (requests < 1_000 && !kafka.requests().get(0).contains(record + " " + record)) {
      kafka.add(0, record);
      kafka.append(requests++);
    }
    assertThat(requests).isBetween(2, 200);
  }

  @Test
  void recordsThatCompressLessThanThoseBeforeAreNoBatchOfAnySize() {
    ScriptedKafka compressed = new ScriptedKafka("batch.size=10000", "compression.type=lz4");
    compressed.add(0, "a".repeat(100_000));
    compressed.identify();
    compressed.append(0);
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      compressed.add(
          0,
          random
              .ints(500, 32, 126)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString());
    }
    assertThat(compressed.requests().get(0).length()).isLessThan(60_000);
  }

  @Test
  void aRefusedBatchIsNotThereAndTheNextOneHasItsSequence() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.refuse(Errors.TOPIC_AUTHORIZATION_FAILED);
    assertThat(kafka.answers).containsExactly("a is not there: TopicAuthorizationException");
    kafka.add(0, "b");
    assertThat(kafka.requests()).containsExactly("0: 0[b] of 100 from 0");
  }

  @Test
  void aBatchWhoseOffsetsTheBrokerHasForgottenMayBeThere() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.refuse(Errors.DUPLICATE_SEQUENCE_NUMBER);
    assertThat(kafka.answers).containsExactly("a may be there: DuplicateSequenceException");
  }

  @Test
  void theTimeOfTheAppendIsThatOfTheRecordsWhereTheTopicHasIt() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.answer(one -> one.setBaseOffset(3).setLogAppendTimeMs(77));
    assertThat(kafka.answers).containsExactly("a at 3 of 77");
  }

  @Test
  void aBatchHasNoMoreBytesThanItsLimitAndOneRecordAtLeast() {
    ScriptedKafka small = new ScriptedKafka("batch.size=200");
    String half = "h".repeat(80);
    String whole = "w".repeat(400);
    small.add(0, half, half, whole, half);
    small.identify();
    assertThat(small.requests()).containsExactly("0: 0[" + half + "] of 100 from 0");
    small.append(0);
    assertThat(small.requests()).containsExactly("0: 0[" + half + "] of 100 from 1");
    small.append(1);
    assertThat(small.requests()).containsExactly("0: 0[" + whole + "] of 100 from 2");
    small.append(2);
    assertThat(small.requests()).containsExactly("0: 0[" + half + "] of 100 from 3");
  }

  @Test
  void recordsLingerWhereTheSettingsSaySo() {
    ScriptedKafka lingers = new ScriptedKafka("linger.ms=50");
    lingers.add(0, "a");
    assertThat(lingers.requests()).isEmpty();
    lingers.time.sleep(49);
    lingers.add(0, "b");
    assertThat(lingers.requests()).isEmpty();
    lingers.time.sleep(1);
    lingers.identify();
    assertThat(lingers.requests()).containsExactly("0: 0[a b] of 100 from 0");
  }

  @Test
  void atTheEndWhatIsUnderWayMayBeThereAndTheRestIsNot() {
    kafka.add(0, "a");
    kafka.identify();
    kafka.add(0, "b");
    kafka.loop.failAll(new KafkaException("end"));
    assertThat(kafka.answers)
        .containsExactly("a may be there: KafkaException", "b is not there: KafkaException");
    assertThat(kafka.loop.isIdle()).isTrue();
  }

  @Test
  void aFailureOfACallerEndsTheLoopAndTheOthersHaveTheirAnswers() {
    kafka.add(0, "a");
    kafka.add(0, ScriptedKafka.BREAKS);
    kafka.add(0, "b");
    kafka.identify();
    assertThatThrownBy(() -> kafka.append(0)).hasMessage(ScriptedKafka.BREAKS);
    assertThat(kafka.answers).containsExactly("a at 0 of " + START, "b at 2 of " + START);
  }

  @Test
  void recordsBehindABatchThatIsUnderWayAreGivenUpInTime() {
    ScriptedKafka slow = new ScriptedKafka("delivery.timeout.ms=20000");
    slow.add(0, "a");
    slow.identify();
    slow.add(0, "b");
    slow.runAfter(20_000);
    assertThat(slow.answers).containsExactly("b is not there: TimeoutException");
    slow.append(0);
    assertThat(slow.answers).hasSize(2).last().asString().startsWith("a at 0 of ");
  }

  @ParameterizedTest
  @EnumSource(
      value = Errors.class,
      names = {"INVALID_TIMESTAMP", "UNSUPPORTED_COMPRESSION_TYPE", "INVALID_RECORD"})
  void whatTheBrokerRefusesIsNotThere(Errors error) {
    kafka.add(0, "a");
    kafka.identify();
    kafka.refuse(error);
    kafka.add(0, "b");
    assertThat(kafka.answers.get(0)).startsWith("a is not there: ");
    assertThat(kafka.requests()).containsExactly("0: 0[b] of 100 from 0");
  }
}
