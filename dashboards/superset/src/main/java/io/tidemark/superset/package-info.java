/**
 * Dashboards for Apache Superset, made from the definition of a stream, and the server for them.
 */
package io.tidemark.superset;
