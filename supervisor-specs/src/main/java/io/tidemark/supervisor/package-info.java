/**
 * The Druid supervisor specs of a stream definition, and {@code attach}: it creates topics, submits
 * supervisors and waits until rows can be queried.
 */
package io.tidemark.supervisor;
