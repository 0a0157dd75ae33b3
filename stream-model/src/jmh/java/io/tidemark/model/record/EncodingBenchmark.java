package io.tidemark.model.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * What it takes to write one raw record. Hypothesis: {@link RawEncoder} needs less than a third of
 * the time of Jackson with a map, and allocates the record and nothing else; a frame of Avro takes
 * no longer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SampleReadings.COUNT)
public class EncodingBenchmark {
  @Param("benchmarks/fleet.yaml")
  String definition;

  private final ObjectMapper mapper = new ObjectMapper();
  private StreamDefinition.Raw raw;
  private Reading[] readings;
  private RawEncoder encoder;
  private RawEncoder avro;

  @Setup
  public void setUp() {
    SampleReadings sample = new SampleReadings(definition);
    raw = sample.raw();
    readings = sample.readings();
    encoder = new RawEncoder(raw);
    avro = new RawEncoder(sample.avro().raw());
  }

  @Benchmark
  public void encoder(Blackhole sink) {
    for (Reading reading : readings) {
      sink.consume(encoder.encode(reading));
    }
  }

  @Benchmark
  public void avro(Blackhole sink) {
    for (Reading reading : readings) {
      sink.consume(avro.encode(reading));
    }
  }

  @Benchmark
  public void jackson(Blackhole sink) throws JsonProcessingException {
    for (Reading reading : readings) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < raw.fields().size(); i++) {
        Field field = raw.fields().get(i);
        object.put(
            field.name(),
            switch (field.type()) {
              case TIMESTAMP, INT -> reading.number(i);
              case DECIMAL -> BigDecimal.valueOf(reading.number(i), field.scale());
              case STRING -> reading.text(i);
              case BOOLEAN -> reading.number(i) != 0;
            });
      }
      sink.consume(mapper.writeValueAsBytes(object));
    }
  }
}
