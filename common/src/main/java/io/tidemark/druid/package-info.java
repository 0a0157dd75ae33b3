/** The one client of Druid's HTTP API. */
package io.tidemark.druid;
