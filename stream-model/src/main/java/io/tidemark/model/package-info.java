/**
 * The definition of a stream, and the records that follow from it: raw readings, aggregated
 * columns, the run ledger. No engine and no network; every other room builds on this one.
 */
package io.tidemark.model;
