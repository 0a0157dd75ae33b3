package io.tidemark.generator.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.generator.GeneratorStreams;
import io.tidemark.generator.run.Malformation;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.testing.KnownSchemas;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedRecordsTest {
  static Stream<Arguments> everyWayInEveryStream() {
    return Stream.of(
            GeneratorStreams.FLEET,
            GeneratorStreams.MIXED,
            GeneratorStreams.TEXTS,
            GeneratorStreams.ONCE,
            GeneratorStreams.IMPATIENT)
        .flatMap(
            stream ->
                Malformation.possibleIn(stream.raw()).stream()
                    .map(way -> Arguments.of(stream, way)));
  }

  @ParameterizedTest
  @MethodSource("everyWayInEveryStream")
  void everyRecordIsMalformedInItsOwnWay(StreamDefinition stream, Malformation way) {
    RawDecoder decoder = new RawDecoder(stream.raw());
    MalformedRecords malformed = new MalformedRecords(stream.raw(), 1);
    Fleet fleet = new Fleet(stream.raw(), 10, 1);
    Reading reading = stream.raw().newReading();
    String expected =
        switch (way) {
          case NOT_JSON -> "not JSON: .*";
          // a character may be cut in two
          case TRUNCATED -> "not JSON: .*|not UTF-8";
          case NOT_UTF8 -> "not UTF-8";
          case WRONG_TYPE -> ".*: expected a (whole )?number, found a text such as NaN or NA; .*";
          case MISSING_FIELD -> ".*: missing";
          case OUT_OF_RANGE -> ".*: out of range";
          case TOO_MANY_DECIMALS ->
              ".*: more than . decimal places; rounded: true rounds them half up";
          default -> throw new IllegalArgumentException(way.toString());
        };
    for (int n = 0; n < 1_000; n++) {
      fleet.measure(n % 10, n * 1_000_003L, reading);
      byte[] value = malformed.encode(way, reading);
      assertThat(decoder.decode(value, 1, stream.raw().newReading()))
          .as(() -> new String(value, UTF_8))
          .matches(expected);
    }
  }

  static Stream<Arguments> everyWayInAvro() {
    StreamDefinition stream = KnownSchemas.avro(GeneratorStreams.MIXED);
    return Malformation.possibleIn(stream.raw()).stream().map(way -> Arguments.of(stream, way));
  }

  @ParameterizedTest
  @MethodSource("everyWayInAvro")
  void everyFrameIsMalformedInItsOwnWay(StreamDefinition stream, Malformation way) {
    RawDecoder decoder = new RawDecoder(stream.raw());
    MalformedFrames malformed = new MalformedFrames(stream.raw(), 1);
    Fleet fleet = new Fleet(stream.raw(), 10, 1);
    Reading reading = stream.raw().newReading();
    String expected =
        switch (way) {
          case TRUNCATED -> "the frame ends inside a value|not a frame of Avro: expected the id .*";
          case WRONG_FRAME -> "not a frame of Avro: expected the first byte 0";
          case UNKNOWN_SCHEMA -> "the registry has no schema of the frame's id";
          case LEFT_OVER_BYTES -> "found bytes behind the record";
          case NULL_VALUE -> "empty";
          default -> throw new IllegalArgumentException(way.toString());
        };
    for (int n = 0; n < 1_000; n++) {
      fleet.measure(n % 10, n * 1_000_003L, reading);
      assertThat(decoder.decode(malformed.encode(way, reading), 1, stream.raw().newReading()))
          .matches(expected);
    }
  }

  @Test
  void extremeNumbersAreMadeMalformedToo() {
    StreamDefinition.Raw raw = GeneratorStreams.MIXED.raw();
    RawDecoder decoder = new RawDecoder(raw);
    MalformedRecords malformed = new MalformedRecords(raw, 1);
    Reading reading = raw.newReading();
    reading.text(1, "a\n\"\\b");
    reading.text(5, "");
    for (long number : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      reading.number(2, number);
      reading.number(3, number);
      reading.number(4, number);
      for (Malformation way : Malformation.possibleIn(raw)) {
        for (int n = 0; n < 100; n++) {
          assertThat(decoder.decode(malformed.encode(way, reading), 1, raw.newReading()))
              .isNotNull();
        }
      }
    }
  }

  @Test
  void bytesThatAreNoUtf8AreNone() {
    StreamDefinition.Raw raw = GeneratorStreams.MIXED.raw();
    Reading reading = raw.newReading();
    reading.text(1, "sensor-1");
    reading.text(5, "ön");
    byte[] value = new MalformedRecords(raw, 1).encode(Malformation.NOT_UTF8, reading);
    assertThatThrownBy(() -> UTF_8.newDecoder().decode(ByteBuffer.wrap(value)))
        .isInstanceOf(CharacterCodingException.class);
  }

  @Test
  void aStreamWithoutDecimalsHasNoneTooMany() {
    assertThat(Malformation.possibleIn(GeneratorStreams.TEXTS.raw()))
        .doesNotContain(Malformation.TOO_MANY_DECIMALS)
        .hasSize(Malformation.possibleIn(GeneratorStreams.MIXED.raw()).size() - 1);
  }
}
