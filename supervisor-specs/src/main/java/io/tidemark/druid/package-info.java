/**
 * The two Druid supervisor specs that follow from a stream's definition, and the program that
 * attaches them: topics first, then the supervisors, then the wait until rows can be queried.
 */
package io.tidemark.druid;
