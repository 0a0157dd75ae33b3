/** The stations that are datasources of Druid: counts their readings by window in SQL. */
package io.tidemark.audit.druid;
