package io.tidemark.model;

import java.io.Serializable;

/**
 * A field of a raw reading.
 *
 * @param scale decimal places of a {@link FieldType#DECIMAL}, 0 for every other type
 * @param unit the unit of measurement for the docs, or null
 * @param simulate how the generator makes its values, or null for the event time and the key, which
 *     follow from the clock and the fleet
 */
public record Field(String name, FieldType type, int scale, String unit, Simulation simulate)
    implements Serializable {}
