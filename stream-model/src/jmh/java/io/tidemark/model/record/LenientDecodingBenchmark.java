package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeForm;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.ValueForm;
import io.tidemark.model.expression.Reading;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
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
 * What it takes to read one raw record in the forms that other producers write. Hypothesis: the
 * scanner reads each at half the speed of the plain form or more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SampleReadings.COUNT)
public class LenientDecodingBenchmark {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Param("benchmarks/fleet.yaml")
  String definition;

  /**
   * Plain; the time in ISO 8601 without a zone; numbers in quotes; the last field missing in every
   * record; each value two levels deep.
   */
  @Param({"plain", "zone", "quoted", "missing", "path"})
  String form;

  private final ObjectMapper mapper = new ObjectMapper();
  private byte[][] records;
  private List<JsonPointer> pointers;
  private RawDecoder decoder;
  private Reading reading;

  @Setup
  public void setUp() {
    SampleReadings sample = new SampleReadings(definition);
    StreamDefinition.Raw plain = sample.raw();
    List<Field> fields =
        plain.fields().stream()
            .map(field -> new Field(
                field.name(),
                field.type(),
                field.scale(),
                null,
                null,
                value(field, field.equals(plain.fields().get(plain.fields().size() - 1))),
                null))
            .toList();
    StreamDefinition.Raw raw =
        new StreamDefinition.Raw(
            plain.topic(), null, fields.get(plain.indexOf(plain.time())), fields);
    RawEncoder encoder = new RawEncoder(raw);
    records = new byte[SampleReadings.COUNT][];
    for (int n = 0; n < records.length; n++) {
      Reading one = sample.readings()[n];
      one.setNull(fields.size() - 1, form.equals("missing"));
      records[n] = written(encoder.encode(one));
    }
    pointers =
        fields.stream()
            .map(field -> JsonPointer.compile("/" + field.raw().locations().get(0).path().replace('.', '/')))
            .toList();
    decoder = new RawDecoder(raw);
    reading = raw.newReading();
    if (!new RawScanner(raw).read(records[0], reading)) {
      throw new IllegalStateException(
          "not what the scanner reads: " + new String(records[0], UTF_8));
    }
  }

  private ValueForm value(Field field, boolean last) {
    boolean time = field.type() == FieldType.TIMESTAMP;
    boolean number = time || field.type().isNumber();
    TimeForm form =
        time && this.form.equals("zone")
            ? new TimeForm(TimeFormat.ISO, null, BERLIN)
            : field.raw().time();
    Location location =
        this.form.equals("path")
            ? Location.parse("reading.values." + field.name())
            : Location.member(field.name());
    return new ValueForm(
        List.of(location),
        form,
        last && this.form.equals("missing"),
        List.of(),
        false,
        number && this.form.equals("quoted"),
        false,
        false);
  }

  private byte[] written(byte[] record) {
    String text = new String(record, UTF_8);
    return switch (form) {
      case "quoted" -> text.replaceAll(":(-?[0-9.]+)", ":\"$1\"").getBytes(UTF_8);
      case "missing" -> text.replaceAll(",\"[^\"]+\":null", "").getBytes(UTF_8);
      default -> record;
    };
  }

  @Benchmark
  public void scannerWithFallback(Blackhole sink) {
    for (byte[] record : records) {
      sink.consume(decoder.decode(record, 1, reading));
      sink.consume(reading);
    }
  }

  @Benchmark
  public void jackson(Blackhole sink) throws IOException {
    for (byte[] record : records) {
      JsonNode tree = mapper.readTree(record);
      for (JsonPointer pointer : pointers) {
        sink.consume(tree.at(pointer).asText());
      }
    }
  }
}
