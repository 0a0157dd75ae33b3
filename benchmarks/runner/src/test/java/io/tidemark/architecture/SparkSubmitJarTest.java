package io.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The jar for {@code spark-submit} has all that the job needs beyond Spark's distribution, which
 * local runs cannot show: their class path has everything.
 */
class SparkSubmitJarTest {
  /** What a distribution of Spark has, and Iceberg's runtime, which is named with --packages. */
  private static final List<String> ELSEWHERE =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "scala.",
          "com.fasterxml.jackson.",
          "org.apache.datasketches.",
          "org.apache.hadoop.",
          "org.apache.iceberg.",
          "org.apache.logging.log4j.",
          "org.apache.spark.",
          "org.slf4j.");

  @Test
  void theJarHasEveryClassThatTheJobNamesAndSparkDoesNotHave() throws IOException {
    Path target = Path.of("../../spark-aggregator/target");
    List<Path> jars;
    try (Stream<Path> files = Files.exists(target) ? Files.list(target) : Stream.empty()) {
      jars = files.filter(file -> file.toString().endsWith("-spark-submit.jar")).toList();
    }
    // made in the phase package
    assumeThat(jars).isNotEmpty();

    TreeSet<String> missing = new TreeSet<>();
    try (JarFile jar = new JarFile(jars.get(0).toFile())) {
      JavaClasses classes = new ClassFileImporter().importJar(jar);
      classes.stream()
          .filter(one -> one.getPackageName().startsWith("io.tidemark."))
          .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(one -> !one.isPrimitive())
          .map(one -> one.getName())
          .filter(name -> ELSEWHERE.stream().noneMatch(name::startsWith))
          .filter(name -> jar.getEntry(name.replace('.', '/') + ".class") == null)
          .forEach(missing::add);
    }
    assertThat(missing).isEmpty();
  }
}
