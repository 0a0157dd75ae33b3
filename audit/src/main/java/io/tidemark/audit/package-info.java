/**
 * Counts the readings at every station between the generator and Druid, window by window, and says
 * whether each arrived exactly once.
 */
package io.tidemark.audit;
