/**
 * The Druid supervisor specs that follow from a definition, and {@code attach}: topics first, then
 * supervisors, then the wait until rows can be queried.
 */
package io.tidemark.supervisor;
