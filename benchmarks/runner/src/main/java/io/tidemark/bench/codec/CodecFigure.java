package io.tidemark.bench.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The JMH result of one way to decode or encode a record.
 *
 * @param work {@code Decoding} or {@code Encoding}
 * @param form of the decoded records; empty for encoding
 * @param nanosecondsARecord of each iteration, fork by fork
 * @param bytesARecord the average allocated memory
 */
record CodecFigure(
    String work, String form, String way, List<Double> nanosecondsARecord, double bytesARecord) {

  /** Reads the JSON results of <a href="https://github.com/openjdk/jmh">JMH</a>. */
  static List<CodecFigure> read(Path json) throws IOException {
    List<CodecFigure> figures = new ArrayList<>();
    for (JsonNode one : new ObjectMapper().readTree(json.toFile())) {
      String[] name = one.path("benchmark").textValue().split("\\.");
      List<Double> nanoseconds = new ArrayList<>();
      for (JsonNode fork : one.path("primaryMetric").path("rawData")) {
        fork.forEach(iteration -> nanoseconds.add(iteration.doubleValue()));
      }
      figures.add(
          new CodecFigure(
              name[name.length - 2].replace("Benchmark", ""),
              one.path("params").path("form").asText(),
              name[name.length - 1],
              nanoseconds,
              one.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score").doubleValue()));
    }
    figures.sort(Comparator.comparing(CodecFigure::work).thenComparing(CodecFigure::form));
    return figures;
  }
}
