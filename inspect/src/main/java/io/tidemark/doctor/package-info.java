/**
 * {@code doctor}: checks every part of a pipeline for known faults and says what to do. It changes
 * nothing.
 */
package io.tidemark.doctor;
