package io.tidemark.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The modules of the build, from the lowest up, and the modules that each may use. The table in
 * {@code architecture.md} has the same content. {@code package-info} classes count as classes.
 */
final class Modules {
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** The allowed dependencies by folder; each module of the build must be listed. */
  static final Map<String, Set<String>> MAY_USE = mayUse();

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPaths(
              MAY_USE.keySet().stream()
                  .map(m -> ROOT.resolve(m).resolve("target/classes"))
                  .toList());

  private Modules() {}

  private static Map<String, Set<String>> mayUse() {
    Map<String, Set<String>> uses = new LinkedHashMap<>();
    uses.put("stream-model", Set.of());
    uses.put("common", Set.of("stream-model"));
    Set<String> common = Set.of("stream-model", "common");
    for (String module :
        List.of(
            "sensor-generator",
            "gateway",
            "lake",
            "supervisor-specs",
            "dashboards",
            "dashboards/superset",
            "inspect",
            "local-stack")) {
      uses.put(module, common);
    }
    uses.put("spark-aggregator", Set.of("stream-model", "common", "lake"));
    uses.put("lake/sql", Set.of("stream-model", "common", "lake"));
    uses.put("audit", Set.of("stream-model", "common", "lake", "lake/sql"));
    uses.put("supervisor-specs/druid-input-format", Set.of("stream-model"));
    uses.put("backfill", Set.of("stream-model", "common", "lake", "supervisor-specs"));
    uses.put(
        "tidemark-cli",
        Set.of(
            "stream-model",
            "common",
            "sensor-generator",
            "gateway",
            "supervisor-specs",
            "dashboards/superset",
            "backfill",
            "audit",
            "dashboards",
            "inspect",
            "lake",
            "lake/sql",
            "local-stack"));
    uses.put("benchmarks/peer-api", common);
    Set<String> peer = Set.of("stream-model", "common", "benchmarks/peer-api");
    uses.put("benchmarks/kafka-streams", peer);
    uses.put("benchmarks/flink", peer);
    uses.put("benchmarks/kafka-connect", Set.of());
    uses.put(
        "benchmarks/spark",
        Set.of("stream-model", "common", "benchmarks/peer-api", "spark-aggregator"));
    uses.put(
        "benchmarks/runner",
        Set.of(
            "stream-model",
            "common",
            "sensor-generator",
            "supervisor-specs",
            "audit",
            "lake",
            "benchmarks/peer-api",
            "local-stack"));
    return uses;
  }

  /** The folder of the module with this class, or null for a class of a library. */
  static String of(JavaClass type) {
    return type.getSource()
        .map(source -> source.getUri().getPath())
        .flatMap(
            path ->
                MAY_USE.keySet().stream()
                    .filter(m -> path.startsWith(ROOT + "/" + m + "/target/classes/"))
                    .findFirst())
        .orElse(null);
  }
}
