package io.tidemark.model.definition;

import java.io.Serializable;
import java.util.List;

/** How the generator makes the values of a field. Numbers are in the field's own unit. */
public sealed interface Simulation extends Serializable {

  /**
   * A random walk around a mean, one for each entity: consecutive values are similar.
   *
   * @param deviation the standard deviation of the values around the mean
   */
  record Walk(double mean, double deviation) implements Simulation {}

  /** Independent values with a normal distribution. */
  record Normal(double mean, double deviation) implements Simulation {}

  /** Independent values between two bounds, both included. */
  record Uniform(double min, double max) implements Simulation {}

  /** One of a list of texts, each as likely as the others. */
  record Choice(List<String> values) implements Simulation {
    public Choice {
      values = List.copyOf(values);
    }
  }
}
