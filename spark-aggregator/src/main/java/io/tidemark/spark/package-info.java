/**
 * The Spark job: the commands {@code stream} and {@code batch}, which connect source and sink to
 * one pure function.
 */
package io.tidemark.spark;
