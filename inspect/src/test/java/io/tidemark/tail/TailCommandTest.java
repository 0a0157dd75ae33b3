package io.tidemark.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TailCommandTest {
  private static final String NOBODY = "127.0.0.1:1";

  @Test
  void aTopicIsFoundByItsRoleAndByItsName() {
    for (StreamTopic topic : StreamTopic.of(TailRecords.STREAM)) {
      assertThat(StreamTopic.find(TailRecords.STREAM, topic.word()).name()).isEqualTo(topic.name());
      assertThat(StreamTopic.find(TailRecords.STREAM, topic.name()).word()).isEqualTo(topic.word());
    }
    assertThat(StreamTopic.find(TailRecords.STREAM, "dead-letter").name())
        .isEqualTo("sensors-dead-letter");
    assertThatThrownBy(() -> StreamTopic.find(TailRecords.STREAM, "druid"))
        .isInstanceOf(UsageError.class)
        .hasMessage(
            "expected one of raw (sensors-raw), aggregated (sensors-aggregated),"
                + " dead-letter (sensors-dead-letter), found 'druid'");
  }

  @Test
  void withoutABrokerTheErrorNamesTheAddress() {
    assertThatThrownBy(() -> run())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no Kafka broker answers at " + NOBODY);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> run("--from", "start", "--last", "3"))
        .isInstanceOf(UsageError.class)
        .hasMessage("expected --from or --last, found both");
    assertThatThrownBy(() -> run("--limit", "0"))
        .isInstanceOf(UsageError.class)
        .hasMessage("--limit: expected a number from 1 on, found 0");
    assertThatThrownBy(() -> run("--last", "-1")).isInstanceOf(UsageError.class);
  }

  private static void run(String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("--stream", "../streams/sensor-data.yaml", "--kafka", NOBODY));
    arguments.addAll(List.of(options));
    TailCommand command = new TailCommand();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.toArray(String[]::new));
    command.call();
  }
}
