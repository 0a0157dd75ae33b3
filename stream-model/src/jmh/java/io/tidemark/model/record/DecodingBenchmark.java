package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it takes to read one raw record. Hypothesis: on plain records the scanner of {@link
 * RawDecoder} needs less than a third of the time of Jackson's tree, the usual way, and allocates
 * nothing; the strict parser alone is no slower than the tree; and a record that the scanner gives
 * up costs no more than both one after the other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SampleReadings.COUNT)
public class DecodingBenchmark {
  @Param("benchmarks/fleet.yaml")
  String definition;

  /** As the generator writes them, or with an exponent, {@code 34.90e0}, in the last number. */
  @Param({"plain", "exponent"})
  String form;

  private final ObjectMapper mapper = new ObjectMapper();
  private byte[][] records;
  private StreamDefinition.Raw raw;
  private RawDecoder scanner;
  private JsonDecoder parser;
  private Reading reading;

  @Setup
  public void setUp() {
    SampleReadings sample = new SampleReadings(definition);
    raw = sample.raw();
    records = sample.records();
    if (form.equals("exponent")) {
      for (int n = 0; n < records.length; n++) {
        records[n] = withExponent(records[n]);
      }
    }
    scanner = new RawDecoder(raw);
    reading = raw.newReading();
    if (new RawScanner(raw).read(records[0], reading) != form.equals("plain")) {
      throw new IllegalStateException(
          "not what the scanner reads: " + new String(records[0], UTF_8));
    }
    parser = new JsonDecoder(raw);
  }

  private static byte[] withExponent(byte[] record) {
    String text = new String(record, UTF_8);
    return (text.substring(0, text.length() - 1) + "e0}").getBytes(UTF_8);
  }

  @Benchmark
  public void scannerWithFallback(Blackhole sink) {
    for (byte[] record : records) {
      sink.consume(scanner.decode(record, 1, reading));
      sink.consume(reading);
    }
  }

  @Benchmark
  public void strictParser(Blackhole sink) {
    for (byte[] record : records) {
      sink.consume(parser.decode(record, reading));
      sink.consume(reading);
    }
  }

  @Benchmark
  public void jackson(Blackhole sink) throws IOException {
    for (byte[] record : records) {
      JsonNode tree = mapper.readTree(record);
      for (Field field : raw.fields()) {
        JsonNode value = tree.get(field.name());
        switch (field.type()) {
          case TIMESTAMP, INT -> sink.consume(value.longValue());
          case DECIMAL -> sink.consume(value.doubleValue());
          case STRING -> sink.consume(value.textValue());
        }
      }
    }
  }
}
