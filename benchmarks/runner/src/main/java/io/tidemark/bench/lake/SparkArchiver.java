package io.tidemark.bench.lake;

import io.tidemark.bench.program.MeasuredProcess;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.process.ProjectRoot;
import io.tidemark.process.SparkJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Spark program that archives what is in the topic and ends. */
final class SparkArchiver implements Archiver {
  private static final String ARCHIVE = "io.tidemark.spark.Aggregator";
  private static final String STOCK = "io.tidemark.benchmarks.spark.StockArchive";

  /** Notes when the query begins. */
  private static final String DIARY = "io.tidemark.benchmarks.spark.QueryDiary";

  private final String name;
  private final String mainClass;
  private final List<String> arguments;

  private SparkArchiver(String name, String mainClass, List<String> arguments) {
    this.name = name;
    this.mainClass = mainClass;
    this.arguments = arguments;
  }

  /** {@code aggregate archive --drain}, which makes one epoch of the backlog. */
  static SparkArchiver archive(Path stream, String kafka) {
    return new SparkArchiver(
        "the archive",
        ARCHIVE,
        List.of("archive", "--drain", "--stream", stream.toString(), "--kafka", kafka));
  }

  /** Spark's source and {@code from_json}, and Iceberg's sink; also one epoch. */
  static SparkArchiver stock(Path stream, String kafka) {
    return new SparkArchiver(
        "the stock archive", STOCK, List.of("--stream", stream.toString(), "--kafka", kafka));
  }

  @Override
  public MeasuredProcess.Used fill(FreshLake lake, Path work, Path log) throws Exception {
    Path diary = work.resolve("diary.jsonl");
    Path benchmarks = ProjectRoot.current().resolve("benchmarks/spark/target/classes");
    List<String> jvm =
        new ArrayList<>(
            List.of(
                "-Dspark.sql.streaming.streamingQueryListeners=" + DIARY,
                "-Dtidemark.diary=" + diary));
    List<String> all = new ArrayList<>(arguments);
    if (mainClass.equals(STOCK)) {
      jvm.addAll(stockSettings(lake, benchmarks));
      all.addAll(
          List.of(
              "--to",
              LakeCatalog.NAME + "." + lake.table(),
              "--checkpoint",
              work.resolve("checkpoint").toString()));
    } else {
      all.addAll(List.of("--lake", lake.folder().toString()));
    }
    SparkJob.Additions additions = new SparkJob.Additions(jvm, List.of(benchmarks));
    return MeasuredProcess.run(
        name,
        SparkJob.command(mainClass, all, additions),
        log,
        new MeasuredProcess.Watch() {
          @Override
          public boolean hasBegun() {
            return Files.exists(diary);
          }

          @Override
          public boolean isDone() {
            return false;
          }
        });
  }

  private static List<String> stockSettings(FreshLake lake, Path benchmarks) {
    String catalog = "-Dspark.sql.catalog." + LakeCatalog.NAME;
    List<String> settings = new ArrayList<>();
    settings.add(catalog + "=org.apache.iceberg.spark.SparkCatalog");
    lake.stockCatalog().forEach((key, value) -> settings.add(catalog + "." + key + "=" + value));
    settings.add(
        "-Dlog4j2.configurationFile="
            + ProjectRoot.current().resolve("spark-aggregator/log4j2.properties").toUri()
            + ","
            + benchmarks.resolve("commits.properties").toUri());
    return settings;
  }
}
