/** The one client of Druid's HTTP API, and the option that says where Druid is. */
package io.tidemark.druid;
