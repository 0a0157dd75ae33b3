/**
 * The Spark job: the commands {@code stream} and {@code batch}, which hand source and sink to one
 * pure function.
 */
package io.tidemark.spark;
