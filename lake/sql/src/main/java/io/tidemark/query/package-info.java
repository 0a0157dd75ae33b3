/**
 * The command {@code query}: SQL over the lake, in this process, or over Druid, and the answer as a
 * table, CSV or JSON.
 */
package io.tidemark.query;
