package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.avro.AvroFrame;
import io.tidemark.model.avro.AvroSchema;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
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
 * up costs no more than both one after the other. The same readings in Avro take no longer than
 * plain ones in JSON, and less than with Avro's own reader into a record that is used again.
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
  private byte[][] frames;
  private StreamDefinition.Raw raw;
  private RawDecoder scanner;
  private JsonDecoder parser;
  private RawDecoder avro;
  private GenericDatumReader<GenericRecord> library;
  private GenericRecord reused;
  private BinaryDecoder bytes;
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
    frames = sample.frames();
    avro = new RawDecoder(sample.avro().raw());
    library =
        new GenericDatumReader<>(new Schema.Parser().parse(AvroSchema.reading(sample.avro())));
    if (avro.decode(frames[0], 1, reading) != null) {
      throw new IllegalStateException("not what the decoder of Avro reads");
    }
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
  public void avro(Blackhole sink) {
    for (byte[] frame : frames) {
      sink.consume(avro.decode(frame, 1, reading));
      sink.consume(reading);
    }
  }

  /** Without what makes numbers of its values. */
  @Benchmark
  public void avroLibrary(Blackhole sink) throws IOException {
    for (byte[] frame : frames) {
      bytes =
          DecoderFactory.get()
              .binaryDecoder(
                  frame, AvroFrame.HEADER, frame.length - AvroFrame.HEADER, bytes);
      reused = library.read(reused, bytes);
      sink.consume(reused);
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
