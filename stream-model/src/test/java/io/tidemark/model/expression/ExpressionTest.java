package io.tidemark.model.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Condition.Truth;
import io.tidemark.model.record.Derivation;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.RawEncoder;
import io.tidemark.model.yaml.ExpressionParser;
import io.tidemark.testing.Definitions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final String DEFINITION =
      Definitions.SAMPLE.replace(
          "    state:",
          "    exact: {type: decimal, scale: 9, simulate: {normal: {mean: 1, deviation: 1}}}\n"
              + "    state:");
  private static final StreamDefinition.Raw RAW = Definitions.read(DEFINITION).raw();
  private static final int ENTITY = 1;
  private static final int TEMP = 2;
  private static final int EXACT = 3;
  private static final int STATE = 4;

  private final Reading reading = RAW.newReading();

  // entity is 17, temp 20.13, exact 0.000000001
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "entity, 17",
    "temp, 20.13",
    "exact, 0.000000001",
    "007.50, 7.50",
    "entity + 2 * 3, 23",
    "(entity + 2) * 3, 57",
    "entity - 2 - 3, 12",
    "entity - (2 - 3), 18",
    "100 / 10 * 2, 20.0000",
    "entity / 2 / 2, 4.25000000",
    "-entity + 1, -16",
    "- -entity, 17",
    "--entity, 17",
    "2 - -2, 4",
    "-2 * -3, 6",
    "-(entity - 20), 3",
    "entity+temp, 37.13",
    "temp - exact, 20.129999999",
    "temp * temp, 405.2169",
    "exact * exact, 0.000000000000000001",
    "floor(temp), 20",
    "floor(-temp), -21",
    "floor(entity), 17",
    "floor(temp / 10) * 10, 20",
    "abs(temp - 30), 9.87",
    "abs(-entity), 17",
    "10 / 3, 3.3333",
    "-10 / 3, -3.3333",
    "10 / -3, -3.3333",
    "2 / 3, 0.6667",
    "-2 / 3, -0.6667",
    "1 / 32, 0.0313",
    "-1 / 32, -0.0313",
    "1 / -32, -0.0313",
    "0 / 7, 0.0000",
    "1 / 3 * 3, 0.9999",
    "1.00 / 3, 0.333333",
    "1 / 0.001, 1000.0000",
    "0.000000000000001 / 0.3, 0.000000000000003333",
    "0.00000000000000001 / 0.3, 0.000000000000000033",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775807 - 1, -9223372036854775808",
  })
  void numbersAreFixedPointAndHaveAScaleOfTheirOwn(String text, BigDecimal value) throws Exception {
    sample();
    int scale = value.scale();
    Expression.Numeric number = ExpressionParser.numeric(text, RAW.all(), scale);
    assertThat(BigDecimal.valueOf(number.of(reading), number.scale())).isEqualTo(value);
  }

  @ParameterizedTest(name = "{0} at scale {1} is {2}")
  @CsvSource({
    "2.5, 0, 3",
    "2.4999, 0, 2",
    "-2.5, 0, -3",
    "-2.4999, 0, -2",
    "0.5, 0, 1",
    "-0.5, 0, -1",
    "-0.4, 0, 0",
    "temp, 1, 20.1",
    "-temp, 1, -20.1",
    "temp + 0.02, 1, 20.2",
    "-temp - 0.02, 1, -20.2",
    "temp, 4, 20.1300",
    "entity / 3, 9, 5.666700000",
    "exact * exact * 1, 9, 0.000000000",
    "9223372036854775807 * 0.1, 0, 922337203685477581",
    "0.500000000000000000 + 0, 0, 1",
    "-9.223372036854775807, 0, -9",
  })
  void aResultIsRoundedHalfUpToTheScaleOfItsField(String text, int scale, BigDecimal value)
      throws Exception {
    sample();
    long count = ExpressionParser.numeric(text, RAW.all(), scale).of(reading);
    assertThat(BigDecimal.valueOf(count, scale)).isEqualTo(value);
  }

  @Test
  void ofAnyNumbersResultsAreThoseOfExactArithmeticOrNone() throws Exception {
    Random random = new Random(3);
    Expression.Numeric sum = ExpressionParser.numeric("temp + exact", RAW.all(), 9);
    Expression.Numeric difference = ExpressionParser.numeric("temp - exact", RAW.all(), 9);
    Expression.Numeric product = ExpressionParser.numeric("temp * exact", RAW.all(), 5);
    Expression.Numeric quotient = ExpressionParser.numeric("temp / exact", RAW.all(), 6);
    for (int i = 0; i < 20_000; i++) {
      sample();
      reading.number(TEMP, random.nextLong() >> random.nextInt(64));
      reading.number(EXACT, random.nextLong() >> random.nextInt(64));
      BigDecimal temp = BigDecimal.valueOf(reading.number(TEMP), 2);
      BigDecimal exact = BigDecimal.valueOf(reading.number(EXACT), 9);
      check(sum, temp.add(exact), temp.setScale(9));
      check(difference, temp.subtract(exact), temp.setScale(9));
      check(product, temp.multiply(exact), temp.multiply(exact));
      if (exact.signum() != 0) {
        check(quotient, temp.divide(exact, 6, RoundingMode.HALF_UP), BigDecimal.ZERO);
      }
    }
  }

  /** A value is as expected, or it or what it is made from is beyond 64 bits. */
  private void check(Expression.Numeric number, BigDecimal truth, BigDecimal onTheWay) {
    if (fits(truth) && fits(onTheWay)) {
      BigDecimal rounded = truth.setScale(number.scale(), RoundingMode.HALF_UP);
      assertThat(BigDecimal.valueOf(number.of(reading), number.scale())).isEqualTo(rounded);
    } else {
      assertThatThrownBy(() -> number.of(reading)).isInstanceOf(ArithmeticException.class);
    }
  }

  private static boolean fits(BigDecimal number) {
    return number.unscaledValue().bitLength() < Long.SIZE;
  }

  // entity is 17, temp 20.13, state 'on'
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "entity = 17; true",
        "entity == 17; true",
        "entity != 17; false",
        "entity <> 17; false",
        "entity < 17; false",
        "entity <= 17; true",
        "entity > 16.99; true",
        "entity >= 17.01; false",
        "temp = 20.130; true",
        "temp > 20.13; false",
        "temp * 2 > entity + 23; true",
        "-temp < -20; true",
        "temp<20.14and temp>20.12; true",
        "state = 'on'; true",
        "'on' = state; true",
        "state = 'ON'; false",
        "state != 'off'; true",
        "state > 'off'; true",
        "state < 'on '; true",
        "state > ''; true",
        "state in ('off', 'on'); true",
        "state not in ('off', 'on'); false",
        "not state in ('off'); true",
        "entity in (1, 17.0, 3); true",
        "entity in (temp, 16 + 1); true",
        "entity not in (1); true",
        "not not entity = 17; true",
        "not entity = 1 and temp > 0; true",
        "not (entity = 17 or temp < 0); false",
        "entity = 17 or entity = 1 and entity = 2; true",
        "(entity = 17 or entity = 1) and entity = 2; false",
        "entity = 1 and entity = 2 or entity = 17; true",
        "((entity) = ((17))); true",
        "entity = 17 or temp / 0.00001 / (entity - 17) > 1; true",
        "entity != 17 and temp / (entity - 17) > 1; false",
      })
  void aConditionHoldsOrNot(String text, boolean holds) throws Exception {
    sample();
    assertThat(ExpressionParser.logical(text, RAW.all()).of(reading)).isEqualTo(Truth.of(holds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's", "'", "''", "", " a  b ", "Zürich", "€", "🚚", "and", "a\nb"})
  void aTextIsTheSameHoweverItCame(String text) throws Exception {
    String literal = "'" + text.replace("'", "''") + "'";
    Condition same = ExpressionParser.logical("state = " + literal, RAW.all());
    sample();
    reading.text(STATE, text);
    assertThat(same.of(reading)).isEqualTo(Truth.TRUE);
    byte[] record = new RawEncoder(RAW).encode(reading);
    Reading decoded = RAW.newReading();
    assertThat(new RawDecoder(RAW).decode(record, 1, decoded)).isNull();
    assertThat(same.of(decoded)).isEqualTo(Truth.TRUE);
    reading.text(STATE, text + "x");
    assertThat(same.of(reading)).isEqualTo(Truth.FALSE);
    assertThat(same).isEqualTo(ExpressionParser.logical("state = " + literal, RAW.all()));
    assertThat(same).hasToString(ExpressionParser.logical("state=" + literal, RAW.all()) + "");
  }

  @Test
  void textsAreOrderedByTheirCharactersBeyond16BitsToo() throws Exception {
    sample();
    reading.text(STATE, "🚚");
    assertThat(ExpressionParser.logical("state > '\uffff'", RAW.all()).of(reading))
        .isEqualTo(Truth.TRUE);
    byte[] record = "xx\uffff".getBytes(UTF_8);
    reading.text(STATE, record, 2, record.length);
    assertThat(ExpressionParser.logical("state < '🚚'", RAW.all()).of(reading))
        .isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest(name = "{0}: {3}")
  @CsvSource({
    "entity * 2, 4611686018427387904, 0, out of range",
    "entity + 1, 9223372036854775807, 0, out of range",
    "entity - 1, -9223372036854775808, 0, out of range",
    "-entity, -9223372036854775808, 0, out of range",
    "abs(entity), -9223372036854775808, 0, out of range",
    "entity + temp, 92233720368547759, 0, out of range",
    "entity / 1, 922337203685478, 0, out of range",
    "entity / temp, 1, 0, divided by zero",
    "entity / (temp - temp), 1, 5, divided by zero",
    "0 / temp, 1, 0, divided by zero",
    "entity / 1, 922337203685477, 0, ",
    "entity * 2, 4611686018427387903, 0, ",
    "entity - 1, -9223372036854775807, 0, ",
    "floor(entity), -9223372036854775808, 0, ",
  })
  void aReadingWhoseValueCannotBeHadIsToldWhy(String is, long entity, long temp, String why) {
    String derived = "derived:\n  more: {type: int, is: " + is + "}\naggregated:";
    Derivation derivation = derivation(DEFINITION.replace("aggregated:", derived));
    assertThat(apply(derivation, entity, temp)).isEqualTo(why == null ? null : "more: " + why);
    String where = "where: " + is + " > 0\n  by:";
    derivation = derivation(DEFINITION.replace("by:", where));
    assertThat(apply(derivation, entity, temp)).isEqualTo(why == null ? null : "where: " + why);
  }

  @Test
  void derivedFieldsMayUseThoseBeforeThemAndTheConditionAllOfThem() {
    StreamDefinition definition =
        Definitions.read(
            DEFINITION
                .replace(
                    "aggregated:",
                    """
                    derived:
                      twice: {type: decimal, scale: 1, is: temp * 2}
                      band: {type: int, is: floor(twice / 10)}
                    aggregated:""")
                .replace("by:", "where: band > 3\n  by:"));
    Reading full = definition.raw().newReading();
    Derivation derivation = new Derivation(definition);
    full.number(TEMP, 2013);
    assertThat(derivation.apply(full)).isNull();
    assertThat(full.number(5)).isEqualTo(403);
    assertThat(full.number(6)).isEqualTo(4);
    assertThat(full.counts()).isTrue();
    full.number(TEMP, 1913);
    assertThat(derivation.apply(full)).isNull();
    assertThat(full.number(6)).isEqualTo(3);
    assertThat(full.counts()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {" + entity", " - temp", " * entity", " / 1.5"})
  void theLongestExpressionIsComputedAndSentOnASmallStack(String more) throws Exception {
    Expression.Numeric longest =
        ExpressionParser.numeric(
            "-(".repeat(49) + "1" + more.repeat(100) + ")".repeat(49), RAW.all(), 9);
    sample();
    reading.number(ENTITY, 1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                Expression.Numeric sent = (Expression.Numeric) copy(longest);
                assertThat(sent.of(reading)).isEqualTo(longest.of(reading));
                assertThat(sent).isEqualTo(longest).hasSameHashCodeAs(longest);
                assertThat(sent.toString()).isEqualTo(longest.toString());
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "small stack",
            512 * 1024);
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }

  private static Object copy(Object original) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void aDefinitionThatWasSentIsTheSame() throws Exception {
    StreamDefinition everything = Definitions.everything();
    assertThat(copy(everything)).isEqualTo(everything);
    assertThat(Definitions.everything()).isEqualTo(everything);
  }

  private static Derivation derivation(String yaml) {
    return new Derivation(Definitions.read(yaml));
  }

  private String apply(Derivation derivation, long entity, long temp) {
    Reading full =
        new StreamDefinition.Raw(
                RAW.topic(),
                RAW.key(),
                RAW.time(),
                RAW.fields(),
                RAW.fields(),
                StreamDefinition.Flood.DEFAULT)
            .newReading();
    full.number(ENTITY, entity);
    full.number(TEMP, temp);
    return derivation.apply(full);
  }

  private void sample() {
    reading.number(0, 1790000000000L);
    reading.number(ENTITY, 17);
    reading.number(TEMP, 2013);
    reading.number(EXACT, 1);
    reading.text(STATE, "on");
  }
}
