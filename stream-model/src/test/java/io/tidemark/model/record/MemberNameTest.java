package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of each length, because their comparison differs at 8 and 16 bytes. */
class MemberNameTest {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzäöü";

  static IntStream lengths() {
    return IntStream.rangeClosed(0, LETTERS.length());
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aNameIsFoundWhereverItStands(int length) {
    byte[] quoted = JsonSyntax.quoted(LETTERS.substring(0, length));
    MemberName name = new MemberName(quoted);

    assertThat(name.length()).isEqualTo(quoted.length);
    for (int before = 0; before < 3; before++) {
      for (int behind = 0; behind < 20; behind++) {
        assertThat(name.isAt(record(quoted, before, behind), before)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aNameThatDiffersInOneByteIsNotFound(int length) {
    byte[] quoted = JsonSyntax.quoted(LETTERS.substring(0, length));
    MemberName name = new MemberName(quoted);

    for (int different = 0; different < quoted.length; different++) {
      byte[] other = quoted.clone();
      other[different] ^= 1;
      assertThat(name.isAt(record(other, 1, 0), 1)).as(new String(other, UTF_8)).isFalse();
      assertThat(name.isAt(record(other, 1, 20), 1)).as(new String(other, UTF_8)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aNameIsNotFoundInARecordThatEndsInIt(int length) {
    byte[] quoted = JsonSyntax.quoted(LETTERS.substring(0, length));
    MemberName name = new MemberName(quoted);

    for (int end = 0; end < quoted.length; end++) {
      assertThat(name.isAt(Arrays.copyOf(quoted, end), 0)).isFalse();
    }
  }

  private static byte[] record(byte[] quoted, int before, int behind) {
    return ("x".repeat(before) + new String(quoted, UTF_8) + ":".repeat(behind)).getBytes(UTF_8);
  }
}
