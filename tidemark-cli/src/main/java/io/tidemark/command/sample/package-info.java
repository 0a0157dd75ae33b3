/**
 * A definition from a sample: what the columns of a sample hold, which of them is the event time,
 * the fields, and the text of the definition.
 */
package io.tidemark.command.sample;
