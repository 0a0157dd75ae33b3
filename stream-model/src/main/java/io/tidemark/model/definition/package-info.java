/**
 * The definition of a stream as data: fields, event times, windows, measures. Everything else
 * follows from it.
 */
package io.tidemark.model.definition;
