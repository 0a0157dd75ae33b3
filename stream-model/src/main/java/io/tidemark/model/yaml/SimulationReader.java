package io.tidemark.model.yaml;

import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Simulation;
import java.util.ArrayList;
import java.util.List;

/** Reads how the generator makes the values of a field. */
final class SimulationReader {
  private static final String MISSING = "missing";

  private SimulationReader() {}

  static Simulation read(YamlNode node, FieldType type) {
    List<String> forType =
        switch (type) {
          case INT, DECIMAL, TIMESTAMP -> List.of("walk", "normal", "uniform");
          case STRING -> List.of("choice");
          case BOOLEAN -> List.of("probability");
        };
    String expected = "one of " + String.join(", ", forType);
    List<String> names = new ArrayList<>(node.names(expected));
    boolean missing = names.remove(MISSING);
    if (names.size() != 1 || !forType.contains(names.get(0))) {
      throw node.expected(
          expected + " for " + DefinitionNames.kind(type),
          names.isEmpty() ? "none" : "'" + String.join(", ", names) + "'");
    }
    Simulation values = values(names.get(0), node.get(names.get(0)));
    return missing ? new Simulation.Missing(share(node.get(MISSING)), values) : values;
  }

  private static Simulation values(String name, YamlNode how) {
    return switch (name) {
      case "walk" -> {
        how.keys("mean", "deviation");
        yield new Simulation.Walk(how.get("mean").number(), how.get("deviation").positive());
      }
      case "normal" -> {
        how.keys("mean", "deviation");
        yield new Simulation.Normal(how.get("mean").number(), how.get("deviation").positive());
      }
      case "uniform" -> {
        how.keys("min", "max");
        double min = how.get("min").number();
        double max = how.get("max").number();
        if (max < min) {
          throw how.get("max").expected("max to be at least min", "" + max);
        }
        yield new Simulation.Uniform(min, max);
      }
      case "probability" -> new Simulation.Bernoulli(share(how));
      default -> new Simulation.Choice(how.texts("at least one text"));
    };
  }

  private static double share(YamlNode node) {
    double share = node.positive();
    if (share > 1) {
      throw node.expected("a probability from 0 to 1", node.text());
    }
    return share;
  }
}
