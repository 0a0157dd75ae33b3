package io.tidemark.bench.codec;

import io.tidemark.bench.load.BenchStream;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProcess;
import io.tidemark.process.ChildProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bench codec}: decodes and encodes one raw record, compared with Jackson. */
@Command(
    name = "codec",
    mixinStandardHelpOptions = true,
    description =
        "Measures with JMH how many nanoseconds and bytes of memory it takes to read and to write"
            + " one raw record in JSON and in Avro, beside Jackson's ObjectMapper and Avro's own"
            + " reader. --repetitions are iterations of a"
            + " second in each of two forks, with --quick of one.")
public final class CodecCommand implements Callable<Integer> {
  private static final String BENCHMARKS =
      "io.tidemark.model.record.(LenientDecoding|Decoding|Encoding)Benchmark.*";

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  @Mixin BenchStream benchStream;
  @Mixin BenchOptions options;

  @Override
  public Integer call() throws Exception {
    StreamOption stream = benchStream.option();
    stream.load();
    int times = options.repetitions();
    int forks = options.sized(2, 1);
    Path folder = BenchOptions.folder();
    Path figures = folder.resolve("codec.json");
    Path log = folder.resolve("codec.log");
    // JMH creates a lock file in the folder for temporary files
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Files.deleteIfExists(figures);
    measure(
        ChildProgram.jmh(
            List.of("-Djava.io.tmpdir=" + temporary),
            List.of(
                BENCHMARKS,
                "-p",
                "definition=" + stream.file().toAbsolutePath(),
                "-f",
                String.valueOf(forks),
                "-wi",
                String.valueOf(times),
                "-i",
                String.valueOf(times),
                "-w",
                "1s",
                "-r",
                "1s",
                "-prof",
                "gc",
                "-foe",
                "true",
                "-rf",
                "json",
                "-rff",
                figures.toString())),
        log);
    List<CodecFigure> measured = CodecFigure.read(figures);
    new BenchReport("codec")
        .setting("stream", stream.file().getFileName().toString())
        .setting("iterations", times)
        .setting("forks", forks)
        .result("measured", measured)
        .print(new CodecTable(measured).render(), options);
    return 0;
  }

  private void measure(ProcessBuilder command, Path log) throws IOException {
    try (ChildProcess jmh =
            ChildProcess.start("JMH", command.redirectErrorStream(true), STOP_TIMEOUT);
        BufferedReader out = jmh.output();
        PrintWriter file = new PrintWriter(Files.newBufferedWriter(log))) {
      out.lines()
          .forEach(
              line -> {
                file.println(line);
                if (line.startsWith("# Run progress")) {
                  options.progress(line.substring(2));
                }
              });
      if (jmh.await() != 0) {
        throw new UserError("the measurement failed; its log is " + log);
      }
    }
  }
}
