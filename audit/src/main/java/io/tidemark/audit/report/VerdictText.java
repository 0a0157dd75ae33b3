package io.tidemark.audit.report;

import io.tidemark.audit.comparison.Balance;
import io.tidemark.audit.comparison.Comparison;
import io.tidemark.audit.station.Expectation;
import io.tidemark.cli.text.HumanFormat;
import java.util.ArrayList;
import java.util.List;

/** Words the outcome in one sentence. */
final class VerdictText {
  private final Comparison comparison;
  private final Expectation expected;
  private final Balance balance;

  VerdictText(Comparison comparison) {
    this.comparison = comparison;
    expected = comparison.expected();
    balance = comparison.balance();
  }

  /**
   * The sentence.
   *
   * @param stations the totals of the report
   */
  String sentence(List<StationTotal> stations) {
    return comparison.holds() ? holding() : failing(stations);
  }

  private String holding() {
    return "The audit holds"
        + (balance.open() > 0 ? " so far" : "")
        + (comparison.mostlyDead() ? ", but " + mostlyDead() : "")
        + ": "
        + readings()
        + (balance.plain() ? plain() : terms())
        + HumanFormat.count(comparison.windows().size(), "window")
        + (balance.open() > 0 ? waiting() : "")
        + ".";
  }

  private String mostlyDead() {
    return Math.round(expected.raw().deadPercent()) + " % of the readings are dead";
  }

  private String waiting() {
    return "; "
        + HumanFormat.count(balance.open(), "reading")
        + (balance.open() == 1 ? " waits in " : " wait in ")
        + HumanFormat.count(comparison.openWindows(), "open window")
        + ", './tidemark close-windows"
        + StreamOptionText.of(expected.definition())
        + "' closes them";
  }

  private String plain() {
    String windows =
        expected.overlap() == 1 ? "" : ", each in " + expected.overlap() + " windows that slide";
    return windows
        + ", "
        + HumanFormat.format(expected.countable().readings())
        + " accounted for at every station, ";
  }

  private String terms() {
    StringBuilder terms = new StringBuilder(" = ").append(counted());
    if (expected.range().isAll()) {
      terms.append(" + ").append(HumanFormat.format(balance.dead())).append(" dead");
    }
    if (balance.duplicates() > 0) {
      terms.append(" + ").append(HumanFormat.count(balance.duplicates(), "duplicate"));
    }
    if (balance.filtered() > 0) {
      terms.append(" + ").append(HumanFormat.format(balance.filtered())).append(" filtered");
    }
    return terms.append(", at every station; ").toString();
  }

  private String counted() {
    StringBuilder counted = new StringBuilder(HumanFormat.format(balance.aggregated()));
    counted.append(" aggregated");
    if (balance.backfilled() > 0) {
      counted.append(" (").append(HumanFormat.format(balance.backfilled()));
      counted.append(" of them by a backfill)");
    }
    counted.append(" + ").append(HumanFormat.format(balance.late())).append(" late");
    if (balance.open() > 0) {
      counted.append(" + ").append(HumanFormat.format(balance.open())).append(" open");
    }
    if (expected.overlap() == 1) {
      return counted.toString();
    }
    return HumanFormat.format(expected.countable().readings())
        + " in "
        + expected.overlap()
        + " windows each ("
        + counted
        + ")";
  }

  private String failing(List<StationTotal> stations) {
    List<String> differences = new ArrayList<>();
    for (StationTotal station : stations) {
      if (station.difference() != null && station.difference() != 0) {
        differences.add(
            station.station()
                + " has "
                + HumanFormat.format(station.readings())
                + " ("
                + new DifferenceText(station.difference())
                + ")");
      }
    }
    int windows = comparison.windows().size();
    long differing =
        comparison.windows().stream().filter(window -> !comparison.agrees(window)).count();
    if (differing > 0) {
      differences.add(
          HumanFormat.format(differing)
              + " of "
              + HumanFormat.count(windows, "window")
              + (differing == 1 ? " differs" : " differ"));
    } else if (differences.isEmpty()) {
      // every count agrees: what is wrong is something else
      differences.add(new ProblemText(expected).sentence(comparison.problems().get(0)));
    }
    return "The audit does NOT hold: " + readings() + "; " + String.join(", ", differences) + ".";
  }

  private String readings() {
    return HumanFormat.count(expected.all(), "reading")
        + (expected.hasLedger() ? " sent" : " in the raw topic")
        + (expected.range().isAll() ? "" : " for the windows " + expected.range());
  }
}
