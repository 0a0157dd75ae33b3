/** The client of Druid's HTTP API and the option for its address. */
package io.tidemark.druid;
