package io.tidemark.model.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Condition.Truth;
import io.tidemark.model.expression.Reading;
import io.tidemark.testing.Definitions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExpressionParserTest {
  private static final List<Field> FIELDS = Definitions.sample().raw().all();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "temp +; a field, a number or a 'text'; the end",
        "* temp; a field, a number or a 'text'; '*'",
        "temp temp; the end of the expression; 'temp'",
        "temp 1; the end of the expression; '1'",
        "1e5; the end of the expression; 'e5'",
        "1.; an expression of fields, numbers, 'texts' and operators; '.'",
        ".5; an expression of fields, numbers, 'texts' and operators; '.5'",
        "temp % 2; an expression of fields, numbers, 'texts' and operators; '% 2'",
        "temp && entity; an expression of fields, numbers, 'texts' and operators; '&& entity'",
        "temp + \"a\"; an expression of fields, numbers, 'texts' and operators; '\"a\"'",
        "temp + 'a; an expression of fields, numbers, 'texts' and operators; ''a'",
        "(temp; ')'; the end",
        "temp); the end of the expression; ')'",
        "(); a field, a number or a 'text'; ')'",
        "heat; one of the fields entity, temp, state; 'heat'",
        "Temp; one of the fields entity, temp, state; 'Temp'",
        "sqrt(temp); one of the fields entity, temp, state; 'sqrt'",
        "time; a field of type int, decimal, string or boolean; 'time'",
        "state; a number; a text",
        "'a'; a number; a text",
        "state + 1; a number; a text before '1'",
        "1 + state; a number; a text",
        "temp * 'a'; a number; a text",
        "-state; a number; a text",
        "floor(state); a number; a text before ')'",
        "floor(); a field, a number or a 'text'; ')'",
        "floor(temp; ')'; the end",
        "floor(temp, 2); ')'; ','",
        "temp > 0; the end of the expression; '>'",
        "(temp > 0); a number; a condition",
        "temp + (temp > 0); a number; a condition",
        "temp / 0; a divisor other than 0; 0",
        "temp / -0.00; a divisor other than 0; 0",
        "9223372036854775808; a number of 64 bits; 9223372036854775808",
        "1.0000000000000000000; a number of 18 decimal places at most; 1.0000000000000000000",
        "0.0000000001 * 0.0000000001; products of 18 decimal places at most; 20",
        "9223372036854775807 + temp; a number of 64 bits with 2 decimal places; 9223372036854775807",
      })
  void whatIsNoNumberIsToldByWhatWasExpected(String text, String expected, String found) {
    ExpressionParser.Wrong wrong = numeric(text);
    assertThat(wrong).hasMessage(expected);
    assertThat(wrong.found()).isEqualTo(found);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "temp; a condition such as speed > 0; a number",
        "state; a condition such as speed > 0; a text",
        "temp and temp > 0; a condition such as speed > 0; a number before 'and'",
        "temp > 0 and temp; a condition such as speed > 0; a number",
        "temp > 0 or state; a condition such as speed > 0; a text",
        "not temp; a condition such as speed > 0; a number",
        "not; a field, a number or a 'text'; the end",
        "temp >; a field, a number or a 'text'; the end",
        "temp > > 0; a field, a number or a 'text'; '>'",
        "temp =< 0; a field, a number or a 'text'; '<'",
        "0 < temp < 10; the end of the expression; '<'",
        "temp > 0 temp < 10; the end of the expression; 'temp'",
        "temp > 0 AND temp < 10; the end of the expression; 'AND'",
        "temp = 'a'; a number; a text",
        "state = 1; a number; a text",
        "state = on; one of the fields entity, temp, state; 'on'",
        "(temp > 0) = (temp > 1); a number; a condition",
        "temp in 1; '('; '1'",
        "temp in (); a field, a number or a 'text'; ')'",
        "temp in (1, ); a field, a number or a 'text'; ')'",
        "temp in (1, 2; ')'; the end",
        "temp in (1, 'a'); a number; a text before ')'",
        "temp not (1); a condition such as speed > 0; a number before 'not'",
        "temp > 92233720368547759; a number of 64 bits with 2 decimal places; 92233720368547759",
        "temp > -92233720368547759; a number of 64 bits with 2 decimal places; -92233720368547759",
      })
  void whatIsNoConditionIsToldByWhatWasExpected(String text, String expected, String found) {
    ExpressionParser.Wrong wrong = logical(text);
    assertThat(wrong).hasMessage(expected);
    assertThat(wrong.found()).isEqualTo(found);
  }

  @Test
  void aHundredLevelsAreReadAndNotOneMore() throws Exception {
    ExpressionParser.numeric("(".repeat(99) + "1" + ")".repeat(99), FIELDS, 0);
    ExpressionParser.logical("not ".repeat(99) + "temp > 0", FIELDS);
    ExpressionParser.logical("(".repeat(99) + "temp > 0" + ")".repeat(99), FIELDS);
    for (int levels : List.of(101, 300)) {
      for (String open : List.of("(", "-", "floor(", "not ", "not (")) {
        assertThat(logical(open.repeat(levels)))
            .hasMessage("at most 100 levels of brackets and signs");
      }
    }
  }

  static Stream<Arguments> hostile() {
    int many = 400_000;
    return Stream.of(
        Arguments.of("(".repeat(many), "at most 10000 words, numbers and signs"),
        Arguments.of("not ".repeat(many), "at most 10000 words, numbers and signs"),
        Arguments.of("1" + " + 1".repeat(101), "at most 100 of the operators + - * /"),
        Arguments.of("1" + " + 1".repeat(many), "at most 10000 words, numbers and signs"),
        Arguments.of("1 = 1" + " and 1 = 1".repeat(many), "at most 10000 words, numbers and signs"),
        Arguments.of("temp in (1" + ", 1".repeat(many), "at most 10000 words, numbers and signs"),
        Arguments.of("9".repeat(many), "a number of 64 bits"),
        Arguments.of("0." + "0".repeat(many), "a number of 64 bits"),
        Arguments.of("x".repeat(many), "one of the fields entity, temp, state"),
        Arguments.of(
            "'" + "x".repeat(many), "an expression of fields, numbers, 'texts' and operators"),
        Arguments.of(
            "''".repeat(many) + "'", "an expression of fields, numbers, 'texts' and operators"),
        Arguments.of(
            " ".repeat(many) + "%", "an expression of fields, numbers, 'texts' and operators"),
        Arguments.of("'" + "''".repeat(many) + "'", "a condition such as speed > 0"),
        Arguments.of("'" + "\n".repeat(many) + "'", "a condition such as speed > 0"),
        Arguments.of(" ".repeat(many), "a field, a number or a 'text'"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatIsMuchTooLongIsToldAtOnce(String text, String expected) {
    assertThat(logical(text)).hasMessage(expected);
  }

  @Test
  void aTextMayBeLongAndAListToo() throws Exception {
    Reading reading = Definitions.sample().raw().newReading();
    String text = "it's".repeat(100_000);
    reading.text(3, text);
    String literal = "'" + text.replace("'", "''") + "'";
    assertThat(ExpressionParser.logical("state = " + literal, FIELDS).of(reading))
        .isEqualTo(Truth.TRUE);
    String list = String.join(", ", IntStream.range(0, 4_990).mapToObj(Integer::toString).toList());
    reading.number(1, 4_989);
    assertThat(ExpressionParser.logical("entity in (" + list + ")", FIELDS).of(reading))
        .isEqualTo(Truth.TRUE);
    reading.number(1, 4_990);
    assertThat(ExpressionParser.logical("entity in (" + list + ")", FIELDS).of(reading))
        .isEqualTo(Truth.FALSE);
  }

  @Test
  void aFieldMayHaveTheNameOfAWordOfTheGrammar() throws Exception {
    StreamDefinition.Raw raw =
        Definitions.read(
                Definitions.SAMPLE
                    .replace("entity", "in")
                    .replace("temp:", "floor:")
                    .replace("avg(temp)", "avg(floor)")
                    .replace("state", "and"))
            .raw();
    Reading reading = raw.newReading();
    reading.number(1, 17);
    reading.number(2, 150);
    reading.text(3, "on");
    String text = "in in (1, 17) and floor(floor) = 1 and floor > 1 and and = 'on'";
    assertThat(ExpressionParser.logical(text, raw.all()).of(reading)).isEqualTo(Truth.TRUE);
  }

  @Test
  void aFieldMayBeCalledIs() throws Exception {
    StreamDefinition.Raw raw =
        Definitions.read(Definitions.SAMPLE.replace("temp:", "is:").replace("avg(temp)", "avg(is)"))
            .raw();
    Reading reading = raw.newReading();
    reading.number(2, 150);
    String text = "(is > 1) and -is < 0 and is is not null";
    assertThat(ExpressionParser.logical(text, raw.all()).of(reading)).isEqualTo(Truth.TRUE);
  }

  private static ExpressionParser.Wrong numeric(String text) {
    return catchThrowableOfType(
        ExpressionParser.Wrong.class, () -> ExpressionParser.numeric(text, FIELDS, 0));
  }

  private static ExpressionParser.Wrong logical(String text) {
    return catchThrowableOfType(
        ExpressionParser.Wrong.class, () -> ExpressionParser.logical(text, FIELDS));
  }
}
