package io.tidemark.bench.growth;

import io.tidemark.bench.load.Backlog;
import io.tidemark.bench.program.MeasuredJob;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream of a given size on a separate Kafka.
 *
 * @param file the file of its definition
 * @param folder for all files of its job
 * @param stateStore the store of its job
 */
record GrowthStream(GrowthCase size, LocalStack kafka, Path file, Path folder, String stateStore) {

  /** Writes its definition and creates its topics. */
  static GrowthStream make(GrowthCase size, LocalStack kafka, Path folder, String stateStore)
      throws Exception {
    Path file = size.write(folder);
    StreamDefinition definition = DefinitionReader.read(file);
    Backlog.createTopics(
        kafka.kafka(),
        size.partitions(),
        definition.raw().topic(),
        definition.aggregated().topic(),
        definition.deadLetterTopic());
    return new GrowthStream(size, kafka, file, folder.resolve(size.name()), stateStore);
  }

  /**
   * Starts the job.
   *
   * @param jvm options of its JVM
   */
  MeasuredJob start(String... jvm) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("stream", "--stream", file.toString()));
    arguments.addAll(List.of("--kafka", kafka.kafka()));
    arguments.addAll(List.of("--checkpoint", folder.resolve("checkpoint").toString()));
    arguments.addAll(List.of("--state-store", stateStore));
    return MeasuredJob.start(arguments, folder, jvm);
  }
}
