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

  /**
   * True or false, independent.
   *
   * @param probability of true, 0 to 1
   */
  record Bernoulli(double probability) implements Simulation {}

  /**
   * Values that are missing at times.
   *
   * @param probability that there is none, 0 to 1
   * @param other makes the others
   */
  record Missing(double probability, Simulation other) implements Simulation {}
}
