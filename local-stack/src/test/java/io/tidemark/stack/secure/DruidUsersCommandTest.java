package io.tidemark.stack.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DruidUsersCommandTest {
  @Test
  void thePasswordsAreReadFromTheEnvironment() {
    assertThat(
            DruidUsersCommand.passwords(
                Map.of(
                    "DRUID_ATTACH_PASSWORD", "a",
                    "DRUID_AUDIT_PASSWORD", "b",
                    "DRUID_DASHBOARDS_PASSWORD", "c")))
        .containsExactly(
            Map.entry(StackRole.ATTACH, "a"),
            Map.entry(StackRole.AUDIT, "b"),
            Map.entry(StackRole.DASHBOARDS, "c"));
  }

  @Test
  void aPasswordThatLacksIsNamed() {
    assertThatThrownBy(
            () ->
                DruidUsersCommand.passwords(
                    Map.of("DRUID_ATTACH_PASSWORD", "a", "DRUID_AUDIT_PASSWORD", " ")))
        .isInstanceOf(UsageError.class)
        .hasMessage("expected the password of the user audit in DRUID_AUDIT_PASSWORD");
  }
}
