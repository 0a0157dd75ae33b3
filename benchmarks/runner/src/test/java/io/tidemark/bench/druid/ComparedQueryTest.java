package io.tidemark.bench.druid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ComparedQueryTest {
  @Test
  void wholeNumbersAndTextsAreTheSameToTheLastDigit() throws IOException {
    assertThat(same("[[\"a\",1000000000000]]", "[[\"a\",1000000000000]]")).isTrue();
    assertThat(same("[[\"a\",1000000000000]]", "[[\"a\",1000000000001]]")).isFalse();
    assertThat(same("[[\"a\",1]]", "[[\"b\",1]]")).isFalse();
  }

  @Test
  void fractionsMayDifferByTheRoundingOfASum() throws IOException {
    assertThat(same("[[1000000.1]]", "[[1000000.1000000001]]")).isTrue();
    assertThat(same("[[20.01]]", "[[20.02]]")).isFalse();
  }

  @Test
  void aRowTooManyIsAnotherAnswer() throws IOException {
    assertThat(same("[[1],[2]]", "[[1]]")).isFalse();
    assertThat(same("[[1,2]]", "[[1]]")).isFalse();
    assertThat(same("[[null]]", "[[1]]")).isFalse();
  }

  private static boolean same(String one, String other) throws IOException {
    ObjectMapper json = new ObjectMapper();
    return ComparedQuery.same(json.readTree(one), json.readTree(other));
  }
}
