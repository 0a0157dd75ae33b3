package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.util.ArrayList;
import java.util.List;

/** Both readers of raw records and the law between them: what one reads, the other reads as it. */
final class ScannerAndParser {
  private final List<Field> fields;
  private final int time;
  private final RawScanner scanner;
  private final JsonDecoder parser;
  private final HeartbeatDecoder heartbeats;
  private final RawDecoder decoder;
  private final Reading scanned;
  private final Reading parsed;
  private final Reading decoded;
  private String problem;

  ScannerAndParser(StreamDefinition.Raw raw) {
    fields = raw.fields();
    time = raw.indexOf(raw.time());
    scanner = new RawScanner(raw);
    parser = new JsonDecoder(raw);
    heartbeats = new HeartbeatDecoder(raw);
    decoder = new RawDecoder(raw);
    scanned = raw.newReading();
    parsed = raw.newReading();
    decoded = raw.newReading();
  }

  /** What the parser said of the last record. */
  String problem() {
    return problem;
  }

  /** What the scanner made of the last record. */
  Reading scanned() {
    return scanned;
  }

  /** What the decoder made of the last record. */
  Reading decoded() {
    return decoded;
  }

  /** Whether the scanner reads a record in which {@code '} stands for a quote. */
  boolean reads(String json) {
    return reads(json.replace('\'', '"').getBytes(UTF_8));
  }

  /** Whether the scanner reads a record, after a comparison with the parser. */
  boolean reads(byte[] record) {
    unset(scanned);
    unset(parsed);
    boolean read = scanner.read(record, scanned);
    boolean heartbeat = record.length > 0 && heartbeats.read(record, parsed);
    problem = heartbeat ? null : record.length == 0 ? "empty" : parser.decode(record, parsed);
    if (read && (problem != null || !values(scanned).equals(values(parsed)))) {
      throw new AssertionError(
          new String(record, UTF_8) + ": " + values(scanned) + ", not " + problem + values(parsed));
    }
    assertThat(decoder.decode(record, 1, decoded)).isEqualTo(problem);
    if (problem == null) {
      assertThat(decoded.heartbeat()).isEqualTo(parsed.heartbeat());
      assertThat(decoded.number(time)).isEqualTo(parsed.number(time));
      if (!parsed.heartbeat()) {
        assertThat(values(decoded)).isEqualTo(values(parsed));
      }
    }
    return read;
  }

  /** What a record does not have stays as it is. */
  private void unset(Reading reading) {
    for (int i = 0; i < fields.size(); i++) {
      reading.number(i, -77);
      reading.text(i, "unset");
    }
  }

  private List<Object> values(Reading reading) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      boolean text = fields.get(i).type() == FieldType.STRING;
      boolean none = fields.get(i).nullable() && reading.isNull(i);
      values.add(none ? "no value" : text ? reading.text(i) : (Object) reading.number(i));
    }
    values.add(reading.nanos());
    values.add(reading.heartbeat());
    return values;
  }
}
