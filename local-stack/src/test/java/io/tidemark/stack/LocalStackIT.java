package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidOption;
import io.tidemark.process.ProjectRoot;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One real stack, started once; the tests run in order through its lifecycle. */
@TestMethodOrder(OrderAnnotation.class)
class LocalStackIT {
  @TempDir static Path folder;

  private static LocalStack stack;

  @BeforeAll
  static void start() {
    System.setProperty(ProjectRoot.PROPERTY, Path.of("..").toAbsolutePath().normalize().toString());
    stack = LocalStack.start(new StackSettings(folder, 0, 0), System.out::println);
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Order(1)
  void kafkaAcceptsConnectionsAndDruidAnswersSql() {
    assertThat(ServiceHealth.accepts(portOf(stack.kafka()))).isTrue();
    assertThat(sql("SELECT 1")).hasToString("[[1]]");
  }

  @Test
  @Order(2)
  void itsStateFileShowsTheRunningServices() {
    StackState state = StackState.running(folder).orElseThrow();

    assertThat(state.isComplete()).isTrue();
    assertThat(state.services()).allMatch(StackState.Entry::isUp);
    assertThat(state.druid()).isEqualTo(stack.druid());
    assertThat(stack.pids()).hasSize(Service.ALWAYS.size());
  }

  @Test
  @Order(2)
  void aSecondStackInTheSameFolderIsRefused() {
    StackSettings same = new StackSettings(folder, 0, 0);

    assertThatThrownBy(() -> LocalStack.start(same, line -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("./tidemark down");
  }

  @Test
  @Order(3)
  void aKilledServiceStartsAgainAtItsAddress() throws Exception {
    ProcessHandle broker = stack.process(Service.BROKER);
    broker.destroyForcibly();
    broker.onExit().get();

    stack.restart(Service.BROKER);

    assertThat(stack.process(Service.BROKER).pid()).isNotEqualTo(broker.pid());
    assertThat(sql("SELECT 1")).hasToString("[[1]]");
  }

  @Test
  @Order(4)
  void closingLeavesNoProcessAndNoPortBehind() {
    StackState state = StackState.running(folder).orElseThrow();

    stack.close();

    assertThat(stack.pids()).isEmpty();
    assertThat(state.services()).noneMatch(entry -> entry.process().isAlive());
    assertThat(state.services()).allMatch(entry -> StackPorts.isFree(portOf(entry.address())));
    assertThat(StackState.running(folder)).isEmpty();
  }

  private static JsonNode sql(String query) {
    return new DruidOption(stack.druid()).client().rows(query).orElseThrow();
  }

  private static int portOf(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
