package io.tidemark.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several findings about one part, combined into one check: the worst comes first and gives the
 * verdict.
 */
final class CheckFindings {
  private final String name;
  private final List<Check> all = new ArrayList<>();

  CheckFindings(String name) {
    this.name = name;
  }

  CheckFindings fine(String found) {
    all.add(Check.fine(name, found));
    return this;
  }

  CheckFindings look(String found, String advice) {
    all.add(Check.look(name, found, advice));
    return this;
  }

  CheckFindings trouble(String found, String advice) {
    all.add(Check.trouble(name, found, advice));
    return this;
  }

  CheckFindings add(Check check) {
    all.add(check);
    return this;
  }

  Check check() {
    List<Check> worstFirst =
        all.stream().sorted(Comparator.comparing(Check::verdict).reversed()).toList();
    return new Check(
        name,
        worstFirst.get(0).verdict(),
        worstFirst.stream().map(Check::found).collect(Collectors.joining("; ")),
        worstFirst.stream()
            .map(Check::advice)
            .filter(advice -> !advice.isEmpty())
            .distinct()
            .collect(Collectors.joining("; ")));
  }
}
