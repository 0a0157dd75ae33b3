package io.tidemark.generator.fleet;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Simulation;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeWriter;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Simulates the measurements of the entities: generates the values of each reading by the
 * definition's {@code simulate}. The same seed and the same order of calls give the same values.
 */
final class Fleet {
  /** The share of its distance from the mean that a walk keeps from one reading to the next. */
  private static final double MEMORY = 0.95;

  private final StreamDefinition.Raw raw;
  private final SplittableRandom random;
  private final double[][] walks;
  private final double[] units;
  private final TimeWriter times;
  private final int timePlace;
  private final int keyPlace;

  Fleet(StreamDefinition.Raw raw, int entities, long seed) {
    this.raw = raw;
    random = new SplittableRandom(seed);
    int fields = raw.fields().size();
    walks = new double[fields][];
    units = new double[fields];
    times = new TimeWriter(raw.time().raw().time());
    timePlace = raw.indexOf(raw.time());
    keyPlace = raw.key() == null ? -1 : raw.indexOf(raw.key());
    for (int i = 0; i < fields; i++) {
      Field field = raw.fields().get(i);
      units[i] = Math.pow(10, field.scale());
      if (values(field.simulate()) instanceof Simulation.Walk walk) {
        walks[i] = new double[entities];
        for (int entity = 0; entity < entities; entity++) {
          walks[i][entity] = walk.mean() + walk.deviation() * random.nextGaussian();
        }
      }
    }
  }

  /**
   * Fills the next reading of an entity.
   *
   * @param entity counted from 0
   * @param time epoch milliseconds
   */
  void measure(int entity, long time, Reading into) {
    for (int i = 0; i < units.length; i++) {
      if (i == timePlace) {
        into.number(i, times.floor(time));
      } else if (i == keyPlace) {
        identify(entity, into);
      } else {
        value(i, entity, into);
      }
    }
  }

  /** The key of an entity's Kafka records: the value of its field as text, or null without one. */
  byte[] key(int entity) {
    return keyPlace < 0 ? null : name(entity).getBytes(StandardCharsets.UTF_8);
  }

  private void identify(int entity, Reading into) {
    if (raw.key().type() == FieldType.INT) {
      into.number(keyPlace, entity);
    } else {
      into.text(keyPlace, name(entity));
    }
  }

  private String name(int entity) {
    return raw.key().type() == FieldType.INT
        ? Integer.toString(entity)
        : raw.key().name() + "-" + entity;
  }

  private static Simulation values(Simulation simulation) {
    return simulation instanceof Simulation.Missing missing ? missing.other() : simulation;
  }

  private void value(int place, int entity, Reading into) {
    Simulation simulation = raw.fields().get(place).simulate();
    if (simulation instanceof Simulation.Missing missing) {
      into.setNull(place, random.nextDouble() < missing.probability());
    }
    Simulation how = values(simulation);
    if (how instanceof Simulation.Bernoulli bernoulli) {
      into.number(place, random.nextDouble() < bernoulli.probability() ? 1 : 0);
      return;
    }
    if (how instanceof Simulation.Choice choice) {
      into.text(place, choice.values().get(random.nextInt(choice.values().size())));
      return;
    }
    double value;
    if (how instanceof Simulation.Walk walk) {
      double away = walks[place][entity] - walk.mean();
      value =
          walk.mean()
              + MEMORY * away
              + Math.sqrt(1 - MEMORY * MEMORY) * walk.deviation() * random.nextGaussian();
      walks[place][entity] = value;
    } else if (how instanceof Simulation.Normal normal) {
      value = normal.mean() + normal.deviation() * random.nextGaussian();
    } else if (how instanceof Simulation.Uniform uniform) {
      value = uniform.min() + (uniform.max() - uniform.min()) * random.nextDouble();
    } else {
      throw new IllegalStateException("no simulation for " + raw.fields().get(place));
    }
    into.number(place, Math.round(value * units[place]));
  }
}
