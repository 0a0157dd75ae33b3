package io.tidemark.audit.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GroupKeyTest {
  private final GroupKey key = new GroupKey();

  @Test
  void equalGroupsHaveEqualKeys() {
    assertThat(of(groups -> groups.add("a"))).isEqualTo(of(groups -> groups.add("a")));
    String text = "a text that is longer than a key";
    assertThat(of(groups -> groups.add(text))).isEqualTo(of(groups -> groups.add(text)));
  }

  @Test
  void groupsThatDifferHaveKeysThatDiffer() {
    Set<String> keys = new HashSet<>();
    assertThat(keys.add(of(groups -> {}))).isTrue();
    assertThat(keys.add(of(GroupKey::addNull))).isTrue();
    assertThat(keys.add(of(groups -> groups.add("null")))).isTrue();
    assertThat(keys.add(of(groups -> groups.add("")))).isTrue();
    assertThat(keys.add(of(groups -> groups.add("1")))).isTrue();
    assertThat(keys.add(of(groups -> groups.add(1)))).isTrue();
    assertThat(keys.add(of(groups -> groups.add(-1)))).isTrue();
    assertThat(keys.add(of(groups -> groups.add(Long.MAX_VALUE)))).isTrue();
    assertThat(keys.add(of(groups -> groups.add(Long.MIN_VALUE)))).isTrue();
    assertThat(keys.add(of(groups -> groups.add(new BigDecimal("1.5"))))).isTrue();
    assertThat(keys.add(of(groups -> groups.add(new BigDecimal("1.50"))))).isTrue();
    assertThat(keys.add(of(groups -> groups.add(true)))).isTrue();
    assertThat(keys.add(of(groups -> groups.add(false)))).isTrue();
    // halves of pairs in UTF-16, which an encoder would replace
    assertThat(keys.add(of(groups -> groups.add("\ud800")))).isTrue();
    assertThat(keys.add(of(groups -> groups.add("\ud801")))).isTrue();
    assertThat(keys.add(of(groups -> groups.add("?")))).isTrue();
  }

  @Test
  void groupsSideBySideAreNotTakenForOneAnother() {
    assertThat(pair("a", "bc")).isNotEqualTo(pair("ab", "c"));
    assertThat(pair("a long first group", "b")).isNotEqualTo(pair("a long first", " groupb"));
  }

  private String pair(String one, String two) {
    return of(
        groups -> {
          groups.add(one);
          groups.add(two);
        });
  }

  private String of(Consumer<GroupKey> groups) {
    key.begin();
    groups.accept(key);
    key.end();
    assertThat(key.high() != 0 || key.low() != 0).isTrue();
    return key.high() + "|" + key.low();
  }
}
