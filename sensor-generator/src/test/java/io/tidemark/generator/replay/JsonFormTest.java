package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.generator.content.PeekedInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}",
        "{\"a\":1}\n{",
        "\uFEFF\n\n {\"a\":{\"b\":[{}]}} \r\n{\"a\":2}\n",
        "{\"a\":\"}{\\\"[\"}\n{\"a\":2}\n",
        "{\"a\":1} junk\n",
        "[1,2]\n{\"a\":1}\n",
        "[garbage\n{\"a\":1}\n",
        "junk",
        "",
      })
  void aWholeObjectInALineTellsJsonLines(String text) throws IOException {
    assertThat(isLines(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"a\":1}]",
        " [\n{",
        "\uFEFF[]",
        "{\n\"a\":1\n}\n",
        "{\"a\":\n {}}",
        "{\"a\":1}{\"a\":2}",
        "{\"a\":1} {\"a\":2}\n{\"a\":3}",
        "{\"a\":1},\n{\"a\":2},\n",
      })
  void anArrayOrAnObjectThatIsNotALineTellsOtherJson(String text) throws IOException {
    assertThat(isLines(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"time\":1,\"ent",
        "{\"time\":1,\"entity\":",
        "{\"time\":1,",
        "{\"time\":1,\"x\":[",
        "{\"time\":1,\"x\":[1",
        "{\"time\":{\"x\":1",
        "{",
        "{\"time\":[}",
        "}",
        "x"
      })
  void jsonLinesWhoseFirstLinesAreBrokenAreJsonLines(String broken) throws IOException {
    String whole = "{\"time\":1,\"entity\":2}\n";
    assertThat(isLines(broken + "\n" + whole + whole)).isTrue();
    assertThat(isLines((broken + "\n").repeat(3) + whole + whole)).isTrue();
    assertThat(isLines(broken + "\n" + whole)).isTrue();
    assertThat(isLines(broken)).isTrue();
  }

  @Test
  void anEmptyObjectTellsNothing() throws IOException {
    assertThat(isLines("{ }\n{\n\"a\":1\n}\n")).isFalse();
    assertThat(isLines("{}\n{\"a\":1}\n")).isTrue();
    assertThat(isLines("{}")).isTrue();
    assertThat(isLines("{}{}")).isFalse();
  }

  @Test
  void objectsOverSeveralLinesAreFoundBehindABrokenOne() throws IOException {
    assertThat(isLines("{\n  \"a\": \"x,\n  \"b\": 1\n}\n{\n  \"a\": 1\n}\n")).isFalse();
  }

  @Test
  void anObjectLongerThanARecordIsALineIfItHasNoLineEnd() throws IOException {
    String members = "\"a\":1,".repeat(1_000);
    assertThat(new JsonForm(input("{" + members), 100).isLines()).isTrue();
    assertThat(new JsonForm(input("{" + members.replace(",", ",\n")), 100).isLines()).isFalse();
  }

  @Test
  void theSearchIsShortWhateverTheInput() throws IOException {
    assertThat(isLines("{\"a\":\n".repeat(50_000))).as("one object, so far").isFalse();
    assertThat(isLines("\n".repeat(300_000))).isTrue();
    assertThat(isLines("[".repeat(300_000))).isTrue();
  }

  private static boolean isLines(String text) throws IOException {
    return new JsonForm(input(text), 100_000).isLines();
  }

  private static PeekedInput input(String text) {
    return new PeekedInput(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
