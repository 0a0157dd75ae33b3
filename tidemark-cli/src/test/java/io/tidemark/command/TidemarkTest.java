package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TidemarkTest {
  @Test
  void everyCommandOfTheProjectIsListed() {
    assertThat(new CommandLine(new Tidemark(), Tidemark.factory()).getSubcommands().keySet())
        .containsExactly(
            "demo",
            "up",
            "down",
            "status",
            "console",
            "generate",
            "close-windows",
            "gateway",
            "aggregate",
            "attach",
            "detach",
            "upgrade",
            "reset",
            "skip",
            "druid-users",
            "audit",
            "backfill",
            "query",
            "trino",
            "dashboards",
            "tail",
            "page",
            "new",
            "describe",
            "doctor",
            "bench");
  }
}
