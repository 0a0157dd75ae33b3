/**
 * {@code doctor}: checks every part of a pipeline for known faults and prints advice. It changes
 * nothing.
 */
package io.tidemark.doctor;
