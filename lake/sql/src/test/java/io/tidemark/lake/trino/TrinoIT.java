package io.tidemark.lake.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.TableLayout;
import io.tidemark.lake.sql.LakeFixture;
import io.tidemark.lake.sql.LakeQuery;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Trino from Maven's artifacts over a lake in a folder. It downloads 560 MB and needs a newer
 * Java, so it runs with {@code -Dtidemark.trino=true} only.
 */
@EnabledIfSystemProperty(named = "tidemark.trino", matches = "true")
class TrinoIT {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final int ROWS = 500;

  /** Sums of doubles depend on their order. */
  private static final MathContext PLACES = new MathContext(10);

  @TempDir Path folder;

  @Test
  void trinoAnswersEveryQueryAsDuckDbDoes() throws Exception {
    TrinoJava java = java();
    LakeFixture lake = new LakeFixture(folder);
    fill(lake);
    TrinoInstallation installation = TrinoInstallation.of(ROOT);
    installation.obtain(System.err::println);
    try (TrinoServer server =
        TrinoServer.start(
            installation,
            java,
            TrinoCatalog.of(LakeCatalog.inFolder(folder)),
            freePort(),
            "384m")) {
      server.awaitReady(System.err::println);
      for (LakeQuery query : LakeQuery.all()) {
        TrinoClient trino =
            new TrinoClient(server.address(), TableLayout.namespace(query.definition()));
        String statement = query.text().strip().replaceFirst(";$", "");

        assertThat(trino.rows(statement).stream().map(TrinoIT::normal))
            .as(query.name())
            .isNotEmpty()
            .containsExactlyElementsOf(
                query.rows(lake).stream()
                    .map(row -> row.stream().map(TrinoIT::normal).toList())
                    .toList());
      }
    }
    try (var left = Files.list(installation.folder())) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("run-"));
    }
  }

  private static TrinoJava java() {
    try {
      return TrinoJava.find(null, System.getenv("JAVA_HOME"), List.of(Path.of("/usr/lib/jvm")));
    } catch (UserError none) {
      assumeTrue(false, none.getMessage());
      throw none;
    }
  }

  private static void fill(LakeFixture lake) throws Exception {
    Set<String> filled = new TreeSet<>();
    for (LakeQuery query : LakeQuery.all()) {
      if (filled.add(query.definition().name())) {
        for (TableLayout layout : TableLayout.all(query.definition())) {
          lake.append(layout, FROM, LakeFixture.generated(layout, FROM, ROWS));
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static List<String> normal(JsonNode row) {
    List<String> values = new ArrayList<>();
    row.forEach(value -> values.add(normal(value.asText())));
    return values;
  }

  /** Numbers with the same places, and instants in the same form. */
  private static String normal(String value) {
    if (value == null) {
      return "null";
    }
    if (value.matches("-?[0-9.]+([eE][-+]?[0-9]+)?")) {
      return new BigDecimal(value).round(PLACES).stripTrailingZeros().toPlainString();
    }
    return value.endsWith(" UTC")
        ? Instant.parse(value.replace(" UTC", "Z").replaceFirst(" ", "T")).toString()
        : value;
  }
}
